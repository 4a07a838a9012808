package pool

import (
	"fmt"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

// This file holds what PEs send each other about tasks.

// A segment is consecutive inputs of a job, by its number at its owner.
type segment struct{ job, first, n uint32 }

// A grant is tasks that their owner gives another PE to run.
type grant struct {
	task     anyTask
	owner    int32
	priority int32
	grain    int32 // inputs that are run in one go
	segments []segment
	inputs   column
}

// A report is what has become of granted tasks.
type report struct {
	task    anyTask
	from    int32
	credits int32 // grants of which no task waits any more
	runs    int32 // inputs that have been run,
	nanos   int64 // in so much time

	done    []segment
	results column // of those
	failed  []failure
	lost    []segment // dropped without being run
}

// A failure is how one input of a job has failed.
type failure struct {
	job, index uint32
	err        *chare.Error
}

// WireSize returns what MarshalWire writes.
func (g grant) WireSize() int { return sized(20+12*len(g.segments), g.inputs) }

// MarshalWire writes the grant.
func (g grant) MarshalWire(e *wire.Encoder) {
	e.Uint32(g.task.info().id)
	e.Int32(g.owner)
	e.Int32(g.priority)
	e.Int32(g.grain)
	putSegments(e, g.segments)
	g.inputs.encode(e)
}

// UnmarshalWire reads it.
func (g *grant) UnmarshalWire(d *wire.Decoder) {
	if g.task = takeTask(d); g.task == nil {
		return
	}
	g.owner, g.priority, g.grain = d.Int32(), d.Int32(), max(1, d.Int32())
	g.segments = takeSegments(d)
	g.inputs = g.task.newInputs()
	g.inputs.decode(d)
	mustFill(d, g.segments, g.inputs)
}

// WireSize returns what MarshalWire writes, unless something has failed.
func (r report) WireSize() int {
	if len(r.failed) > 0 {
		return -1
	}
	return sized(36+12*(len(r.done)+len(r.lost)), r.results)
}

// MarshalWire writes the report.
func (r report) MarshalWire(e *wire.Encoder) {
	e.Uint32(r.task.info().id)
	e.Int32(r.from)
	e.Int32(r.credits)
	e.Int32(r.runs)
	e.Int64(r.nanos)
	putSegments(e, r.done)
	putSegments(e, r.lost)
	e.Uint32(uint32(len(r.failed)))
	for _, f := range r.failed {
		e.Uint32(f.job)
		e.Uint32(f.index)
		f.err.MarshalWire(e)
	}
	r.results.encode(e)
}

// UnmarshalWire reads it.
func (r *report) UnmarshalWire(d *wire.Decoder) {
	if r.task = takeTask(d); r.task == nil {
		return
	}
	r.from, r.credits, r.runs, r.nanos = d.Int32(), d.Int32(), d.Int32(), d.Int64()
	r.done, r.lost = takeSegments(d), takeSegments(d)
	for range d.Uint32() {
		if d.Err() != nil {
			return
		}
		f := failure{job: d.Uint32(), index: d.Uint32(), err: new(chare.Error)}
		f.err.UnmarshalWire(d)
		r.failed = append(r.failed, f)
	}
	r.results = r.task.newResults()
	r.results.decode(d)
	mustFill(d, r.done, r.results)
}

func sized(rest int, c column) int {
	n := c.size()
	if n < 0 {
		return -1
	}
	return rest + n
}

func putSegments(e *wire.Encoder, list []segment) { segments.Encode(e, &list) }

func takeSegments(d *wire.Decoder) (list []segment) {
	segments.Decode(d, &list)
	return list
}

var segments = wire.For[[]segment]()

// takeTask reads which task it is about; nil if there is none.
func takeTask(d *wire.Decoder) anyTask {
	all, id := sortedTasks(), d.Uint32()
	if d.Err() != nil || int(id) >= len(all) {
		d.Fail(fmt.Errorf("pool: task %d of %d", id, len(all)))
		return nil
	}
	return all[id]
}

// mustFill fails the decoder unless there is a value for each input of the
// segments.
func mustFill(d *wire.Decoder, list []segment, c column) {
	n := 0
	for _, s := range list {
		n += int(s.n)
	}
	if d.Err() == nil && n != c.len() {
		d.Fail(fmt.Errorf("pool: %d values for %d tasks", c.len(), n))
	}
}
