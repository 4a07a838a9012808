package chare

import (
	"os"
	"time"

	"github.com/charm4go/charm/trace"
)

// Tracing says whether and how a run is traced.
type Tracing = trace.Settings

// Trace switches tracing on or off, on the caller's PE. It is on from the start,
// in a run with +trace or Options.Trace, unless +traceoff or Options.Trace.Off say
// otherwise; in others there is nothing to switch.
func Trace(c Caller, on bool) {
	if t := c.kernel().trace; t != nil {
		t.turn(on)
	}
}

// TraceEvent marks a moment in the trace, on the row of the caller's PE. Without
// a trace it does nothing, and costs nothing to speak of; so that names cost
// nothing either, let them be constants.
func TraceEvent(c Caller, name string) {
	t := c.kernel().trace
	if t == nil || t.off {
		return
	}
	t.buffer.Add(&trace.Event{At: t.k.env.now(), Kind: trace.Point, Name: t.names.user(name)})
}

// TraceSpan marks a span of time in the trace, from its call to that of the
// function that it returns. A span within one method that does not wait is shown
// as a part of the method, another one on a row of its own. A span that is not
// ended is not shown. Without a trace it does nothing, as TraceEvent.
//
//	defer chare.TraceSpan(t, "assemble")()
func TraceSpan(c Caller, name string) (end func()) {
	t := c.kernel().trace
	if t == nil || t.off {
		return endOfNoSpan
	}
	e := trace.Event{At: t.k.env.now(), Kind: trace.Span, Name: t.names.user(name)}
	slices := t.slices
	return func() {
		if t.slices != slices {
			e.Kind = trace.Async
		}
		e.Took = t.k.env.now() - e.At
		t.add(&e)
	}
}

func endOfNoSpan() {}

// traced writes the trace of a run of n PEs, if there is to be one.
func (w *world) traced(n int, s Tracing, run func() error) error {
	if !s.On() {
		return run()
	}
	f, err := trace.Create(s.Path(os.Args[0]), w.start.UnixNano(),
		trace.Provenance{Command: os.Args, Began: w.start.Format(time.RFC3339Nano)})
	if err != nil {
		return err
	}
	defer func() { // also if the run ends this goroutine
		for _, k := range w.kernels {
			k.trace.handIn(func(block []byte) {
				if err := f.Add(block); err != nil {
					panic(err) // it is our own
				}
			})
		}
		notes, err := f.Close(n)
		if err != nil {
			notes = []string{err.Error()}
		}
		for _, line := range notes {
			w.warn(line + "\n")
		}
	}()
	return run()
}
