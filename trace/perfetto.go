package trace

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// This file writes Trace Event JSON. A host is a process of it, and a PE a thread,
// whose slices lie one behind the other. Numbers of both begin at 1, since viewers
// take 0 for the kernel's.

// Provenance says what the trace is of. It stands at the head of the file.
type Provenance struct {
	Command []string `json:"command"`
	Began   string   `json:"began"`           // when, as RFC 3339 has it
	Hosts   []string `json:"hosts,omitempty"` // by number
	Go      string   `json:"go"`
	Charm   string   `json:"charm4go"`
}

// A Writer writes the parts of all PEs as one trace.
type Writer struct {
	w     io.Writer
	base  int64 // Unix time in nanoseconds that is 0 in the file
	hosts []string
	err   error // of the first write that failed
	line  []byte
	comma bool
	named map[int]bool // hosts
	parts map[int]*received
	spans uint64 // async ones, so far
}

// received is what has come of a PE's part.
type received struct {
	head Head
	got  uint64
}

// NewWriter begins a trace, in which times count from base: Unix time in
// nanoseconds.
func NewWriter(w io.Writer, base int64, p Provenance) *Writer {
	t := &Writer{w: w, base: base, hosts: p.Hosts, named: map[int]bool{}, parts: map[int]*received{}}
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // it has nothing but strings and numbers
	}
	t.line = fmt.Appendf(t.line, "{\"otherData\":%s,\n\"displayTimeUnit\":\"ns\",\n\"traceEvents\":[", text)
	t.flush()
	return t
}

// Add writes a block. An error tells what is wrong with the block; those of
// writing come from Close.
func (t *Writer) Add(block []byte) error {
	r := newBlockReader(block)
	if r.err != nil {
		return r.err
	}
	p := t.part(r.head)
	for r.next() {
		p.got++
		t.event(p, &r.event, r.names[r.event.Name])
		if len(t.line) > blockBytes {
			t.flush()
		}
	}
	t.flush()
	return r.err
}

// part returns what is known of a PE, whose row begins with its name.
func (t *Writer) part(h Head) *received {
	if p := t.parts[h.PE]; p != nil {
		return p
	}
	p := &received{head: h}
	t.parts[h.PE] = p
	pid, tid := h.Host+1, h.PE+1
	if !t.named[h.Host] {
		t.named[h.Host] = true
		name := fmt.Sprintf("host %d", h.Host)
		if h.Host < len(t.hosts) && t.hosts[h.Host] != "" {
			name = t.hosts[h.Host]
		}
		t.object()
		t.line = fmt.Appendf(t.line, `"ph":"M","pid":%d,"name":"process_name","args":{"name":%s}},`+"\n", pid, quoted(name))
		t.line = fmt.Appendf(t.line, `{"ph":"M","pid":%d,"name":"process_sort_index","args":{"sort_index":%d}}`, pid, pid)
	}
	t.object()
	t.line = fmt.Appendf(t.line, `"ph":"M","pid":%d,"tid":%d,"name":"thread_name","args":{"name":"PE %d"}},`+"\n", pid, tid, h.PE)
	t.line = fmt.Appendf(t.line, `{"ph":"M","pid":%d,"tid":%d,"name":"thread_sort_index","args":{"sort_index":%d}}`, pid, tid, tid)
	return p
}

// event writes an event, which may take several objects.
func (t *Writer) event(p *received, e *Event, name string) {
	if p.got == 1 && p.head.Recorded > p.head.Kept {
		t.open("i", p, e.At, fmt.Sprintf("%d earlier events are not here", p.head.Recorded-p.head.Kept), "trace")
		t.line = append(t.line, `,"s":"t"}`...)
	}
	switch e.Kind {
	case Method, Resumed, Runtime, Idle, Span:
		t.open("X", p, e.At, name, categories[e.Kind])
		t.line = append(t.line, `,"dur":`...)
		t.micros(e.Took)
		if e.Kind == Idle {
			t.line = append(t.line, `,"cname":"grey"`...) // where the viewer lets the file choose colours
		}
		t.args(e)
		t.line = append(t.line, '}')
		if e.Flow != 0 {
			t.flow("f", p, e)
			t.line = append(t.line, `,"bp":"e"}`...)
		}
	case Send:
		t.flow("s", p, e)
		t.line = append(t.line, '}')
	case Point:
		t.open("i", p, e.At, name, categories[e.Kind])
		t.line = append(t.line, `,"s":"t"`...)
		t.args(e)
		t.line = append(t.line, '}')
	case Async, Step:
		t.spans++
		t.open("b", p, e.At, name, categories[e.Kind])
		t.line = fmt.Appendf(t.line, `,"id":%d`, t.spans)
		t.args(e)
		t.line = append(t.line, '}')
		t.open("e", p, e.At+e.Took, name, categories[e.Kind])
		t.line = fmt.Appendf(t.line, `,"id":%d}`, t.spans)
	}
}

// categories are those that viewers show and filter by.
var categories = [lastKind + 1]string{
	Method: "method", Resumed: "resumed", Runtime: "runtime", Idle: "idle", Point: "user", Span: "user", Async: "user", Step: "balance",
}

// open begins an object with what all have.
func (t *Writer) open(phase string, p *received, at int64, name, category string) {
	t.object()
	t.line = append(t.line, `"ph":"`...)
	t.line = append(t.line, phase...)
	t.line = append(t.line, `","pid":`...)
	t.line = strconv.AppendInt(t.line, int64(p.head.Host+1), 10)
	t.line = append(t.line, `,"tid":`...)
	t.line = strconv.AppendInt(t.line, int64(p.head.PE+1), 10)
	t.line = append(t.line, `,"ts":`...)
	t.micros(p.head.Began - t.base + at)
	t.line = append(t.line, `,"name":`...)
	t.line = append(t.line, quoted(name)...)
	t.line = append(t.line, `,"cat":"`...)
	t.line = append(t.line, category...)
	t.line = append(t.line, '"')
}

// object begins an object behind the one before.
func (t *Writer) object() {
	if t.comma {
		t.line = append(t.line, ',')
	}
	t.comma = true
	t.line = append(t.line, "\n{"...)
}

// flow begins an object that is one end of an arrow.
func (t *Writer) flow(phase string, p *received, e *Event) {
	t.open(phase, p, e.At, "message", "message")
	t.line = append(t.line, `,"id":`...)
	t.line = strconv.AppendUint(t.line, uint64(e.Flow), 10)
}

// args writes what viewers show of an event that is chosen.
func (t *Writer) args(e *Event) {
	if e.Kind == Step {
		t.line = fmt.Appendf(t.line, `,"args":{"step":%d,"moves":%d}`, e.Index[0], e.Index[1])
		return
	}
	if e.Dims == 0 && e.Flow == 0 {
		return
	}
	t.line = append(t.line, `,"args":{`...)
	if e.Dims > 0 {
		t.line = append(t.line, `"index":"`...)
		for i, x := range e.Index[:e.Dims] {
			if i > 0 {
				t.line = append(t.line, ',')
			}
			t.line = strconv.AppendInt(t.line, int64(x), 10)
		}
		t.line = append(t.line, '"')
	}
	if e.Flow != 0 {
		if e.Dims > 0 {
			t.line = append(t.line, ',')
		}
		t.line = append(t.line, `"from PE":"`...) // as text, since some viewers show nothing for the number 0
		t.line = strconv.AppendInt(t.line, int64(e.Flow.From()), 10)
		t.line = append(t.line, '"')
		if e.Bytes > 0 {
			t.line = append(t.line, `,"bytes":`...)
			t.line = strconv.AppendUint(t.line, uint64(e.Bytes), 10)
		}
	}
	t.line = append(t.line, '}')
}

// micros writes nanoseconds as microseconds with three decimals.
func (t *Writer) micros(ns int64) {
	n := uint64(ns)
	if ns < 0 {
		t.line = append(t.line, '-')
		n = -n
	}
	t.line = strconv.AppendUint(t.line, n/1000, 10)
	t.line = append(t.line, '.', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
}

// quoted returns a string as JSON has it.
func quoted(s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			text, _ := json.Marshal(s) // a string can be encoded, whatever it holds
			return text
		}
	}
	return append(append(append(make([]byte, 0, len(s)+2), '"'), s...), '"')
}

// flush writes what is ready.
func (t *Writer) flush() {
	if t.err == nil {
		_, t.err = t.w.Write(t.line)
	}
	t.line = t.line[:0]
}

// Close completes the trace, which is to be of so many PEs. It returns the first
// error of writing.
func (t *Writer) Close(pes int) error {
	s := t.Summary(pes)
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // it has nothing but strings and numbers
	}
	t.line = fmt.Appendf(t.line, "\n],\n\"end\":%s}\n", text)
	t.flush()
	return t.err
}
