// Gozip compresses a file in blocks, which the pool does in parallel. The file
// streams through: only a few blocks are in memory at a time.
//
//	go run ./cmd/charmrun +p4 ./examples/gozip FILE
//
// writes FILE.gz, from which gunzip makes FILE again. The second word is the size
// of a block in KiB. Each block is a member of its own, as the format allows, so
// that none has to know of the others.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/pool"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

//charm:task
func compress(t *chare.Task, block []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(block); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// blocks yields what r has, in blocks of a size: at least one, which may be
// empty. The PE goes on with other work while it reads.
func blocks(t *chare.Task, r io.Reader, size int, failed *error) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for first := true; ; first = false {
			block, err := chare.Go(t, func() ([]byte, error) {
				block := make([]byte, size)
				n, err := io.ReadFull(r, block)
				return block[:n], err
			})
			switch end := err == io.EOF || err == io.ErrUnexpectedEOF; {
			case err != nil && !end:
				*failed = err
				return
			case len(block) > 0 || first:
				if !yield(block) || end {
					return
				}
			case end:
				return
			}
		}
	}
}

// gozip compresses r to w.
func gozip(t *chare.Task, w io.Writer, r io.Reader, size int) (read error, written error) {
	for part := range pool.MapSeq(t, pool.Try(compress), blocks(t, r, size, &read), pool.Window(4*t.NumPEs())) {
		if _, written = chare.Go(t, func() (int, error) { return w.Write(part) }); written != nil {
			return read, written
		}
	}
	return read, written
}

// gozipFile compresses a file to name.gz.
func gozipFile(t *chare.Task, name string, size int) error {
	from, err := os.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(name + ".gz")
	if err != nil {
		return err
	}
	read, written := gozip(t, to, from, size)
	if err := to.Close(); written == nil {
		written = err
	}
	if read != nil {
		return read
	}
	return written
}

func run(t *chare.Task) {
	size := 256
	words := t.Args()
	if len(words) < 1 || len(words) > 2 {
		t.Abort("usage: gozip file [KiB]")
	}
	if len(words) > 1 {
		n, err := strconv.Atoi(words[1])
		if err != nil || n < 1 {
			t.Abort(fmt.Sprintf("usage: gozip file [KiB]: %q is not a size of at least 1 KiB", words[1]))
		}
		size = n
	}
	if err := gozipFile(t, words[0], size<<10); err != nil {
		t.Abort(err.Error())
	}
	t.Exit(0)
}

func main() { chare.Main(run) }
