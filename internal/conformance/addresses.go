package conformance

import (
	"fmt"
	"math"

	"github.com/charm4go/charm/chare"
)

var addresses = []Scenario{
	{Name: "wrong indices are told where they are used", Run: wrongIndices},
	{Name: "wrong places are told where they are used", Run: wrongPlaces},
	{Name: "zero proxies are told where they are called", Run: zeroProxies},
	{Name: "arguments that cannot travel are told where they are sent", Run: wrongArguments},
}

// A Picky takes arguments that may not travel.
type Picky struct{ chare.Base }

// Init takes anything.
func (p *Picky) Init(x any) {}

// Take takes anything.
func (p *Picky) Take(n int, x any) {}

// Deep takes a structure.
func (p *Picky) Deep(x map[string][]Mixed) {}

// Wait takes anything, and returns something.
func (p *Picky) Wait(t *chare.Task, x any) int { return 0 }

func wrongIndices(t *chare.Task) {
	n := t.NumPEs()
	g, some := NewSitterGroup(t), NewSitterGroup(t, chare.OnPEs(0))
	for _, pe := range []int{-1, n, math.MaxInt, math.MinInt} {
		complains(func() { g.At(pe) }, "conformance.Sitter", fmt.Sprintf("PE %d", pe), fmt.Sprintf("0 to %d", n-1))
	}
	complains(func() { g.At() }, "conformance.Sitter", "one PE")
	complains(func() { g.At(0, 0) }, "conformance.Sitter", "one PE")
	complains(func() { some.At(n) }, "conformance.Sitter", fmt.Sprintf("PE %d", n))
	a, b := NewSitterArray(t, chare.Dims(3)), NewSitterArray(t, chare.Dims(3, 4))
	for _, i := range [][]int{{-1}, {3}, {math.MaxInt}} {
		complains(func() { a.At(i...) }, "conformance.Sitter[3]", fmt.Sprint("no element ", i))
	}
	for _, i := range [][]int{{3, 0}, {0, 4}, {-1, 0}, {0, -1}} {
		complains(func() { b.At(i...) }, "conformance.Sitter[3,4]", fmt.Sprint("no element ", i))
	}
	for _, i := range [][]int{{}, {1, 2}, {1, 2, 3}} {
		complains(func() { a.At(i...) }, "conformance.Sitter[3]", "1 dimension", fmt.Sprint("given ", len(i)))
	}
	complains(func() { b.At(1) }, "conformance.Sitter[3,4]", "2 dimensions", "given 1")
}

func wrongPlaces(t *chare.Task) {
	n := t.NumPEs()
	for _, pe := range []int{-1, n} {
		complains(func() { NewSitter(t, chare.OnPE(pe)) }, "Sitter", fmt.Sprintf("PE %d", pe), fmt.Sprintf("PEs 0 to %d", n-1))
		complains(func() { NewSitterGroup(t, chare.OnPEs(0, pe)) }, "Sitter", fmt.Sprintf("PE %d", pe))
	}
	complains(func() { NewSitterGroup(t, chare.OnPEs()) }, "Sitter", "no PE")
	complains(func() { NewSitterGroup(t, chare.OnPE(0)) }, "Sitter", "OnPEs")
	complains(func() { NewSitter(t, chare.OnPEs(0)) }, "Sitter", "OnPE")
	complains(func() { NewSitterArray(t, chare.Dims(2), chare.OnPE(0)) }, "Sitter", "not for arrays")
	complains(func() { NewSitterArray(t, chare.Shape{}) }, "Sitter", "no dimensions")
	complains(func() { chare.Dims() }, "1 to 6")
	complains(func() { chare.Dims(1, 1, 1, 1, 1, 1, 1) }, "1 to 6", "7")
	complains(func() { chare.Dims(2, -1) }, "negative")
	complains(func() { chare.Dims(1<<16, 1<<16) }, "2^31-1")
	complains(func() { chare.Ix() }, "1 to 6")
	if math.MaxInt > math.MaxInt32 {
		complains(func() { chare.Ix(math.MaxInt) }, "32 bits")
	}
	// None of this has done any harm.
	equal("members", NewSitterGroup(t).Len(), n)
}

func zeroProxies(t *chare.Task) {
	var one PickyProxy
	var many PickyProxies
	what := []string{"conformance.Picky.Take", "zero proxy"}
	complains(func() { one.Take(1, nil) }, what...)
	complains(func() { one.Await().Take(1, nil) }, what...)
	complains(func() { many.Take(1, nil) }, what...)
	complains(func() { many.Await().Take(1, nil) }, what...)
	complains(func() { one.Ret().Wait(nil) }, "conformance.Picky.Wait", "zero proxy")
	complains(func() { many.Ret().Wait(nil) }, "conformance.Picky.Wait", "zero proxy")
	complains(func() { CounterProxy{}.To().Add() }, "conformance.Counter.Add", "zero proxy")
	complains(func() { CounterProxies{}.To().Add() }, "conformance.Counter.Add", "zero proxy")
	complains(func() { many.At(0) }, "zero proxy")
	complains(func() { many.Len() }, "zero proxy")
	complains(func() { t.WaitCreated(one) }, "WaitCreated", "zero proxy")
	complains(func() { t.WaitCreated(many) }, "WaitCreated", "zero proxy")
}

func wrongArguments(t *chare.Task) {
	bad := func() {}
	n := t.NumPEs()
	a := NewPickyArray(t, chare.Dims(n), nil)
	deep := map[string][]Mixed{"k": {{}, {Any: bad}}}
	what := []string{"conformance.Picky.Take", "func()"}
	complains(func() { a.Take(1, bad) }, what...)
	complains(func() { a.Await().Take(1, bad) }, what...)
	complains(func() { a.Take(1, []any{1, make(chan int)}) }, "conformance.Picky.Take", "chan int", "element 1")
	complains(func() { a.Ret().Wait(bad) }, "conformance.Picky.Wait", "func()")
	complains(func() { a.Deep(deep) }, "conformance.Picky.Deep", "element 1", "field Any", "func()")
	complains(func() { NewPickyArray(t, chare.Dims(n), bad) }, "conformance.Picky.Init", "func()")
	complains(func() { NewPickyGroup(t, bad) }, "conformance.Picky.Init", "func()")
	if n > 1 { // on one PE arguments go by reference, whatever they are
		far := a.At(n - 1)
		complains(func() { far.Take(1, bad) }, what...)
		complains(func() { far.Await().Take(1, bad) }, what...)
		complains(func() { far.Deep(deep) }, "conformance.Picky.Deep", "element 1", "field Any", "func()")
		complains(func() { far.Ret().Wait(bad) }, "conformance.Picky.Wait", "func()")
		complains(func() { NewPicky(t, bad, chare.OnPE(n-1)) }, "conformance.Picky.Init", "func()")
	}
	// None of this has done any harm.
	a.Await().Take(1, "fine").Get(t)
	for i := range n {
		a.At(i).Await().Take(1, 2.5).Get(t)
	}
}
