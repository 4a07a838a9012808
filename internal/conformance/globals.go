package conformance

import "github.com/charm4go/charm/chare"

var globals = []Scenario{
	{Name: "a Global has a value on each PE", Run: globalPerPE},
	{Name: "Global.Set by several PEs leaves one value on all", Run: globalsAgree},
	{Name: "a Global is set by value", Run: globalByValue},
}

var (
	limit  = chare.NewGlobal[int]("conformance.limit")
	table  = chare.NewGlobal[map[string][]int]("conformance.table")
	answer = chare.NewGlobal[chare.Target[int]]("conformance.answer")
)

// A Reader reads globals.
type Reader struct{ chare.Base }

// Limit returns the value of limit here.
func (r *Reader) Limit() int { return limit.Get(r) }

// SetLimit sets it everywhere.
func (r *Reader) SetLimit(t *chare.Task, v int) { limit.Set(t, v).Get(t) }

// SetLimitOn sets it on a PE.
func (r *Reader) SetLimitOn(t *chare.Task, pe, v int) { limit.SetOn(r, pe, v).Get(t) }

// Scribble changes the table here.
func (r *Reader) Scribble() { table.Get(r)["a"][0] += 1 + r.PE() }

// First returns a number of the table here.
func (r *Reader) First() int { return table.Get(r)["a"][0] }

// Answer sends the PE to the target here.
func (r *Reader) Answer() { answer.Get(r).Send(r.PE()) }

func globalPerPE(t *chare.Task) {
	readers := NewReaderGroup(t)
	limit.Set(t, 0).Get(t)
	all := func(want func(pe int) int) {
		for pe, got := range readers.Ret().Limit().Get(t) {
			equal("the limit", got, want(pe))
		}
	}
	limit.Set(t, 333).Get(t)
	all(func(int) int { return 333 })
	last := t.NumPEs() - 1
	readers.At(last).Await().SetLimitOn(0, 7).Get(t)
	equal("the limit after SetOn", limit.Get(t), 7)
	for pe := range t.NumPEs() {
		readers.At((pe+1)%t.NumPEs()).Await().SetLimitOn(pe, 10*pe).Get(t)
	}
	all(func(pe int) int { return 10 * pe })
	readers.At(last).Await().SetLimit(-1).Get(t)
	all(func(int) int { return -1 })
	complains(func() { limit.SetOn(t, t.NumPEs(), 0) }, "there is no PE")
}

func globalsAgree(t *chare.Task) {
	readers := NewReaderGroup(t)
	for round := range 5 {
		var set []chare.Waitable
		for pe := range t.NumPEs() {
			set = append(set, readers.At(pe).Await().SetLimit(100*round+pe))
		}
		chare.Wait(t, set...)
		got := readers.Ret().Limit().Get(t)
		for _, v := range got {
			equal("the limit", v, got[0])
		}
	}
}

func globalByValue(t *chare.Task) {
	readers := NewReaderGroup(t)
	mine := map[string][]int{"a": {1, 2}}
	done := table.Set(t, mine)
	mine["a"][0] = 99
	done.Get(t)
	readers.Await().Scribble().Get(t)
	for pe, got := range readers.Ret().First().Get(t) {
		equal("the number", got, 2+pe)
	}
	equal("the number here", mine["a"][0], 99)

	f := chare.NewMultiFuture[int](t, t.NumPEs())
	answer.Set(t, f.Target()).Get(t)
	readers.Answer()
	sum := 0
	for _, pe := range f.Get(t) {
		sum += pe
	}
	equal("the sum of the PEs", sum, t.NumPEs()*(t.NumPEs()-1)/2)
}
