package dump

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/charm4go/charm/lb"
)

// A Reader reads a dump, step by step.
type Reader struct {
	name  string // of the file, for errors
	lines *bufio.Scanner
	line  int // number of the line last read
	file  io.Closer
}

// longest is the length of a line that is still believed to be one.
const longest = 1 << 16

// NewReader returns a Reader of a dump, compressed or not. Errors begin with the
// name.
func NewReader(name string, in io.Reader) (*Reader, error) {
	buffered := bufio.NewReader(in)
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		zip, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		buffered = bufio.NewReader(zip)
	}
	r := &Reader{name: name, lines: bufio.NewScanner(buffered)}
	r.lines.Buffer(nil, longest)
	switch words, err := r.next(); {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s is empty, want %q first", name, version)
	case err != nil:
		return nil, err
	case strings.Join(words, " ") != version:
		return nil, r.errorf("it begins with %.40q, want %q", strings.Join(words, " "), version)
	}
	return r, nil
}

// Open returns a Reader of a file.
func Open(name string) (*Reader, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := NewReader(name, file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	r.file = file
	return r, nil
}

// Close closes the file that Open has opened.
func (r *Reader) Close() error { return r.file.Close() }

// Read returns the next step, and io.EOF after the last.
func (r *Reader) Read() (*lb.Stats, error) {
	words, err := r.next()
	if err != nil {
		return nil, err
	}
	if words[0] != "step" {
		return nil, r.errorf("a step begins with %.20q, want step", words[0])
	}
	s := &lb.Stats{}
	f := fields{kind: "step", reader: r}
	s.Step = int(f.whole("number", f.second(words), 0, 1<<31-1))
	for name, value := range f.rest(words, 2) {
		switch name {
		case "permessage":
			s.PerMessage = f.number(name, value)
		case "perbyte":
			s.PerByte = f.number(name, value)
		case "cost":
			s.Cost = f.number(name, value)
		case "moved":
			s.Moved = int(f.whole(name, value, 0, 1<<31-1))
		default:
			f.unknown(name)
		}
	}
	for f.err == nil {
		words, err := r.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil, r.errorf("the file ends within step %d", s.Step)
		case err != nil:
			return nil, err
		}
		switch f.kind = words[0]; f.kind {
		case "pe":
			f.pe(s, words)
		case "object":
			f.object(s, words)
		case "edge":
			f.edge(s, words)
		case "end":
			return s, r.check(s)
		default:
			return nil, r.errorf("%.20q is none of pe, object, edge and end", f.kind)
		}
	}
	return nil, f.err
}

// check finds edges that lead to nothing; objects come in any order.
func (r *Reader) check(s *lb.Stats) error {
	for _, e := range s.Edges {
		if n := int32(len(s.Objects)); e.From >= n || e.To >= n {
			return r.errorf("step %d has an edge from object %d to %d, but %d objects", s.Step, e.From, e.To, n)
		}
	}
	return nil
}

// next returns the words of the next line that means something.
func (r *Reader) next() ([]string, error) {
	for r.lines.Scan() {
		r.line++
		if words := strings.Fields(r.lines.Text()); len(words) > 0 && words[0][0] != '#' {
			return words, nil
		}
	}
	switch err := r.lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		r.line++
		return nil, r.errorf("it has more than %d bytes", longest)
	case err != nil:
		r.line++
		return nil, r.errorf("%w", err)
	}
	return nil, io.EOF
}

func (r *Reader) errorf(format string, values ...any) error {
	return fmt.Errorf("%s: line %d: %w", r.name, r.line, fmt.Errorf(format, values...))
}

// fields takes lines apart. It keeps the first error.
type fields struct {
	reader *Reader
	kind   string // of the line
	err    error
}

func (f *fields) fail(format string, values ...any) {
	if f.err == nil {
		f.err = f.reader.errorf("%s: %w", f.kind, fmt.Errorf(format, values...))
	}
}

func (f *fields) unknown(name string) { f.fail("there is no field %.20q", name) }

// second returns the word after the kind of the line.
func (f *fields) second(words []string) string {
	if len(words) < 2 {
		return ""
	}
	return words[1]
}

// rest yields the names and values of the fields from a word on.
func (f *fields) rest(words []string, from int) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		for _, word := range words[min(from, len(words)):] {
			if name, value, _ := strings.Cut(word, "="); !yield(name, value) {
				return
			}
		}
	}
}

func (f *fields) number(field, value string) float64 {
	x, err := strconv.ParseFloat(value, 64)
	if err != nil {
		f.fail("%s is %.20q, want a number", field, value)
	}
	return x
}

func (f *fields) whole(field, value string, least, most int64) int64 {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < least || n > most {
		f.fail("%s is %.20q, want a whole number from %d to %d", field, value, least, most)
		return least
	}
	return n
}

func (f *fields) pe(s *lb.Stats, words []string) {
	if n := f.whole("number", f.second(words), 0, 1<<30); int(n) != len(s.PEs) {
		f.fail("PE %d comes after %d PEs, want them in order", n, len(s.PEs))
	}
	var pe lb.PE
	for name, value := range f.rest(words, 2) {
		switch name {
		case "background":
			pe.Background = f.number(name, value)
		case "speed":
			pe.Speed = f.number(name, value)
		case "host":
			pe.Host = int32(f.whole(name, value, 0, 1<<30))
		case "available":
			pe.Available = true
		default:
			f.unknown(name)
		}
	}
	s.PEs = append(s.PEs, pe)
}

func (f *fields) object(s *lb.Stats, words []string) {
	id, err := strconv.ParseUint(f.second(words), 10, 64)
	if err != nil {
		f.fail("ID is %.20q, want a whole number", f.second(words))
	}
	o := lb.Object{ID: id, Migratable: true}
	for name, value := range f.rest(words, 2) {
		switch name {
		case "pe":
			o.PE = int32(f.whole(name, value, -1<<31, 1<<31-1))
		case "load":
			o.Load = f.number(name, value)
		case "bytes":
			o.Bytes = int32(f.whole(name, value, 0, 1<<31-1))
		case "array":
			o.Array = uint32(f.whole(name, value, 0, 1<<32-1))
		case "index":
			for x := range strings.SplitSeq(value, ",") {
				if int(o.Dims) == len(o.Index) {
					f.fail("index is %.40q, want at most %d coordinates", value, len(o.Index))
					break
				}
				o.Index[o.Dims] = int32(f.whole(name, x, -1<<31, 1<<31-1))
				o.Dims++
			}
		case "fixed":
			o.Migratable = false
		default:
			f.unknown(name)
		}
	}
	s.Objects = append(s.Objects, o)
}

func (f *fields) edge(s *lb.Stats, words []string) {
	if len(words) < 3 {
		f.fail("it has no end, want from and to")
		return
	}
	e := lb.Edge{From: int32(f.whole("from", words[1], 0, 1<<31-1)), To: -1}
	if pe, isPE := strings.CutPrefix(words[2], "pe:"); isPE {
		e.PE = int32(f.whole("to", pe, 0, 1<<31-1))
	} else {
		e.To = int32(f.whole("to", words[2], 0, 1<<31-1))
	}
	for name, value := range f.rest(words, 3) {
		switch name {
		case "messages":
			e.Messages = f.whole(name, value, 0, 1<<62)
		case "bytes":
			e.Bytes = f.whole(name, value, 0, 1<<62)
		default:
			f.unknown(name)
		}
	}
	s.Edges = append(s.Edges, e)
}
