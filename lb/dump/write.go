package dump

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charm4go/charm/lb"
)

// version is the first line of a dump.
const version = "lb dump 1"

// A Writer writes a dump, step by step.
type Writer struct {
	out    *bufio.Writer
	zip    *gzip.Writer // or nil
	file   io.Closer    // or nil
	line   []byte       // kept for its memory
	headed bool
}

// NewWriter returns a Writer to out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: bufio.NewWriter(out)} }

// Create makes a file and returns a Writer to it, which compresses if the name
// ends in .gz.
func Create(name string) (*Writer, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	w := NewWriter(file)
	if w.file = file; strings.HasSuffix(name, ".gz") {
		w.zip = gzip.NewWriter(file)
		w.out.Reset(w.zip)
	}
	return w, nil
}

// Write adds a step. It is whole in the file when Write returns.
func (w *Writer) Write(s *lb.Stats) error {
	if !w.headed {
		w.out.WriteString(version + "\n")
		w.headed = true
	}
	w.begin("step", int64(s.Step))
	w.number("permessage", s.PerMessage)
	w.number("perbyte", s.PerByte)
	w.number("cost", s.Cost)
	w.whole("moved", int64(s.Moved))
	w.end()
	for n, pe := range s.PEs {
		w.begin("pe", int64(n))
		w.number("background", pe.Background)
		w.number("speed", pe.Speed)
		w.whole("host", int64(pe.Host))
		w.word(pe.Available, "available")
		w.end()
	}
	for n := range s.Objects {
		w.object(&s.Objects[n])
	}
	for _, e := range s.Edges {
		w.begin("edge", int64(e.From))
		if e.To >= 0 {
			w.line = strconv.AppendInt(append(w.line, ' '), int64(e.To), 10)
		} else {
			w.line = strconv.AppendInt(append(w.line, " pe:"...), int64(e.PE), 10)
		}
		w.whole("messages", e.Messages)
		w.whole("bytes", e.Bytes)
		w.end()
	}
	w.out.WriteString("end\n")
	err := w.out.Flush()
	if w.zip != nil {
		err = errors.Join(err, w.zip.Flush())
	}
	if err != nil {
		return fmt.Errorf("dump: step %d: %w", s.Step, err)
	}
	return nil
}

// Close ends the dump.
func (w *Writer) Close() (err error) {
	if w.zip != nil {
		err = w.zip.Close()
	}
	if w.file != nil {
		err = errors.Join(err, w.file.Close())
	}
	return err
}

func (w *Writer) object(o *lb.Object) {
	w.begin("object", 0)
	w.line = strconv.AppendUint(w.line[:len(w.line)-1], o.ID, 10)
	w.line = strconv.AppendInt(append(w.line, " pe="...), int64(o.PE), 10)
	w.number("load", o.Load)
	w.whole("bytes", int64(o.Bytes))
	w.whole("array", int64(o.Array))
	for d := range o.Dims {
		if d == 0 {
			w.line = append(w.line, " index="...)
		} else {
			w.line = append(w.line, ',')
		}
		w.line = strconv.AppendInt(w.line, int64(o.Index[d]), 10)
	}
	w.word(!o.Migratable, "fixed")
	w.end()
}

// begin begins a line.
func (w *Writer) begin(kind string, n int64) {
	w.line = append(append(w.line[:0], kind...), ' ')
	w.line = strconv.AppendInt(w.line, n, 10)
}

func (w *Writer) number(field string, x float64) {
	if x != 0 {
		w.field(field)
		w.line = strconv.AppendFloat(w.line, x, 'g', -1, 64)
	}
}

func (w *Writer) whole(field string, n int64) {
	if n != 0 {
		w.field(field)
		w.line = strconv.AppendInt(w.line, n, 10)
	}
}

func (w *Writer) field(name string) {
	w.line = append(append(append(w.line, ' '), name...), '=')
}

func (w *Writer) word(is bool, word string) {
	if is {
		w.line = append(append(w.line, ' '), word...)
	}
}

// end writes the line. An error is kept by the buffer until Flush returns it.
func (w *Writer) end() { w.out.Write(append(w.line, '\n')) }
