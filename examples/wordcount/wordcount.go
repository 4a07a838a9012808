// Wordcount counts how often each word stands in a text file. The file is cut
// into pieces, one for each chare of an array, and the counts of all pieces are
// put together by a reducer of maps.
//
//	go run ./cmd/charmrun +p4 ./examples/wordcount README.md
//
// prints what this does, where words are what stands between white space:
//
//	tr -s '[:space:]' '\n' <README.md | LC_ALL=C sort | uniq -c
package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// Counts is how often each word occurs.
type Counts map[string]int

// merge reduces the counts of pieces to those of all of them.
var merge = reduce.Func("merge counts", func(a, b Counts) Counts {
	if len(a) < len(b) {
		a, b = b, a
	}
	for word, n := range b {
		a[word] += n
	}
	return a
})

// A Counter counts the words of one piece of a file.
type Counter struct{ chare.Base }

// Count counts the words that begin in its piece of a file, which is cut into
// as many pieces of about the same size as there are counters.
func (c *Counter) Count(t *chare.Task, name string, pieces int, total chare.Target[Counts]) error {
	// Reading may take its time; the PE goes on with other pieces.
	counts, err := chare.Go(t, func() (Counts, error) { return countPiece(name, c.Index().X(), pieces) })
	if err != nil {
		return err
	}
	chare.Reduce(c, counts, merge, total)
	return nil
}

// countPiece counts the words that begin in piece i of n of a file.
func countPiece(name string, i, n int) (Counts, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file, and cannot be read in pieces", name)
	}
	start, end := info.Size()*int64(i)/int64(n), info.Size()*int64(i+1)/int64(n)
	// A word that begins before the piece is not ours, so look one byte back.
	from := max(0, start-1)
	return count(bufio.NewReaderSize(io.NewSectionReader(f, from, info.Size()-from), 1<<16), from, start, end)
}

// count counts the words of r, which begins at a position of the file, as far
// as they begin in [start, end).
func count(r io.ByteReader, at, start, end int64) (Counts, error) {
	counts := Counts{}
	var word []byte // the present one, if it began in the piece
	inside := false // a word
	for ; ; at++ {
		b, err := r.ReadByte()
		if err != nil && err != io.EOF {
			return nil, err
		}
		switch space := err == io.EOF || isSpace(b); {
		case space && inside:
			inside = false
			if len(word) > 0 {
				counts[string(word)]++
				word = word[:0]
			}
		case space:
		case inside:
			if len(word) > 0 {
				word = append(word, b)
			}
		default:
			inside = true
			if at >= start && at < end {
				word = append(word, b)
			}
		}
		if err == io.EOF || !inside && at+1 >= end {
			return counts, nil
		}
	}
}

// isSpace reports whether a byte is white space in the C locale.
func isSpace(b byte) bool { return b == ' ' || '\t' <= b && b <= '\r' }

// words counts the words of a file with several counters on each PE.
func words(t *chare.Task, name string) (Counts, error) {
	pieces := 4 * t.NumPEs()
	total := chare.NewFuture[Counts](t)
	counting := NewCounterArray(t, chare.Dims(pieces)).Await().Count(name, pieces, total.Target())
	if _, err := counting.Result(t); err != nil {
		return nil, err
	}
	return total.Get(t), nil
}

func run(t *chare.Task) {
	args := t.Args()
	if len(args) != 1 {
		t.Abort("want the name of a file")
	}
	if _, err := os.Stat(args[0]); err != nil {
		t.Abort(err.Error())
	}
	counts, err := words(t, args[0])
	if err != nil {
		t.Abort(err.Error())
	}
	out := bufio.NewWriter(os.Stdout)
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(out, "%7d %s\n", counts[word], word)
	}
	out.Flush()
	t.Exit(0)
}

func main() { chare.Main(run) }
