package conformance

import (
	"errors"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var faults = []Ending{
	{Name: "a second value for a future", Run: secondValue, Codes: []int{1}, PEs: 2,
		Says: []string{"PE 0", "a value for a future that has received its value already", "from PE 1"}},
	{Name: "a value too many for a MultiFuture", Run: valueTooMany, Codes: []int{1}, PEs: 2,
		Says: []string{"PE 0", "future", "from PE 1"}},
	{Name: "a value by message for a future that has one", Run: valueAfterLocal, Codes: []int{1}, PEs: 2,
		Says: []string{"PE 0", "future"}},
	{Name: "reductions on two PEs by two reducers", Run: disagree("reducer"), Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0 of array conformance.Crank[", "elements", "sum of int", "max of int"}},
	{Name: "reductions on two PEs to two targets", Run: disagree("target"), Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0 of array conformance.Crank[", "elements", "two targets"}},
	{Name: "a reduction on one PE and an all-reduce on another", Run: disagree("way"), Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0 of array conformance.Crank[", "elements", "two targets"}},
	{Name: "all-reduces on two PEs by two reducers", Run: disagree("all"), Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0 of array conformance.Crank[", "elements", "sum of int", "max of int"}},
	{Name: "all-reduces on two PEs of two lengths", Run: disagree("all lengths"), Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0", "conformance.Crank", "different lengths", "1 from", "2 from"}},
	{Name: "reductions on two PEs of two lengths", Run: disagree("length"), Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0", "conformance.Crank", "different lengths", "1 from", "2 from"}},
	{Name: "reductions of a section on two PEs by two reducers", Run: disagreeInSection, Codes: []int{1}, PEs: 2,
		Says: []string{"reduction 0 of section of group conformance.Crank", "elements conformance.Crank[", "sum of int", "max of int"}},
	{Name: "a broadcast to a section that has been released", Run: broadcastToReleased, Codes: []int{1}, PEs: 2,
		Says: []string{"PE 0", "from PE 1", "a section that has been released"}},
	{Name: "a channel of two types on one PE", Run: channelOfTwoTypes(0), Codes: []int{1},
		Says: []string{"conformance.Crank", "int", "string", "channel 0"}},
	{Name: "a channel of two types on two PEs", Run: channelOfTwoTypes(1), Codes: []int{1}, PEs: 2,
		Says: []string{"conformance.Crank", "channel 0"}},
	{Name: "a channel of two numbers on two PEs", Run: channelOfTwoNumbers, Codes: []int{1}, PEs: 2,
		Says: []string{"conformance.Crank", "channel 0"}},
	{Name: "arguments that cannot be read", Run: unreadable, Codes: []int{1}, PEs: 2,
		Says: []string{"conformance.Crank.Read", "from PE 0", "unreadable"}},
	{Name: "arguments of a constructor that cannot be read", Run: unreadableInit, Codes: []int{1}, PEs: 2,
		Says: []string{"conformance.Illegible", "Init", "from PE 0", "unreadable"}},
	{Name: "an index that is inserted twice", Run: insertTwice(0), Codes: []int{1},
		Says: []string{"conformance.Crank[3,4]", "already"}},
	{Name: "an index that is inserted by two PEs", Run: insertTwice(1), Codes: []int{1}, PEs: 2,
		Says: []string{"PE 0", "conformance.Crank[3,4].Insert", "already", "again at faults.go:"}},
}

// A Crank does what does not go together.
type Crank struct {
	chare.Base
	section CrankProxies
}

// Keep keeps a section, and Call calls it.
func (c *Crank) Keep(section CrankProxies) { c.section = section }

// Call calls the section.
func (c *Crank) Call() { c.section.Keep(c.section) }

// Twice sends two values.
func (c *Crank) Twice(to chare.Target[int]) {
	to.Send(1)
	to.Send(2)
}

// Once sends one.
func (c *Crank) Once(to chare.Target[int]) { to.Send(1) }

// Contribute contributes in a way that depends on the element.
func (c *Crank) Contribute(how string, to, other chare.Target[int], slice chare.Target[[]int]) {
	first, n := c.Index().X() == 0, 1
	if first {
		n = 2
	}
	switch {
	case how == "length":
		chare.Reduce(c, make([]int, n), reduce.Sum, slice)
	case how == "all lengths":
		chare.AllReduce(c, make([]int, n), reduce.Sum)
	case how == "all" && first:
		chare.AllReduce(c, 1, reduce.Max)
	case how == "all" || how == "way" && first:
		chare.AllReduce(c, 1, reduce.Sum)
	case how == "reducer" && first:
		chare.Reduce(c, 1, reduce.Max, to)
	case how == "target" && first:
		chare.Reduce(c, 1, reduce.Sum, other)
	default:
		chare.Reduce(c, 1, reduce.Sum, to)
	}
}

// Ints sends and receives integers.
func (c *Crank) Ints(t *chare.Task, with CrankProxy) {
	ch := chare.NewChannel[int](c, with)
	ch.Send(1)
	ch.Recv(t)
}

// Strings sends and receives strings.
func (c *Crank) Strings(t *chare.Task, with CrankProxy) {
	ch := chare.NewChannel[string](c, with)
	ch.Send("a")
	ch.Recv(t)
}

// Pair sends an array.
func (c *Crank) Pair(with CrankProxy) { chare.NewChannel[[2]int](c, with).Send([2]int{1, 2}) }

// Read takes what cannot be read.
func (c *Crank) Read(Illegibility) {}

// Put inserts an element.
func (c *Crank) Put(into CrankProxies) { into.Insert(chare.Ix(3, 4)) }

// An Illegible's constructor takes what cannot be read.
type Illegible struct{ chare.Base }

// Init takes it.
func (i *Illegible) Init(Illegibility) {}

// Illegibility can be written and not be read.
type Illegibility struct{}

// MarshalBinary writes it.
func (Illegibility) MarshalBinary() ([]byte, error) { return []byte("?"), nil }

// UnmarshalBinary fails.
func (*Illegibility) UnmarshalBinary([]byte) error { return errUnreadable }

var errUnreadable = errors.New("unreadable")

func secondValue(t *chare.Task) {
	f := chare.NewFuture[int](t)
	NewCrank(t, chare.OnPE(1)).Twice(f.Target())
	f.Get(t)
	never(t)
}

func valueTooMany(t *chare.Task) {
	f := chare.NewMultiFuture[int](t, 3)
	crank := NewCrank(t, chare.OnPE(1))
	crank.Twice(f.Target())
	crank.Twice(f.Target())
	f.Get(t)
	never(t)
}

func valueAfterLocal(t *chare.Task) {
	f := chare.NewFuture[int](t)
	f.Target().Send(0)
	NewCrank(t, chare.OnPE(1)).Once(f.Target())
	never(t)
}

func disagree(how string) func(*chare.Task) {
	return func(t *chare.Task) {
		to, other, slice := chare.NewFuture[int](t), chare.NewFuture[int](t), chare.NewFuture[[]int](t)
		NewCrankArray(t, chare.Dims(t.NumPEs())).Contribute(how, to.Target(), other.Target(), slice.Target())
		never(t)
	}
}

// ContributeIn contributes in a section, in a way that depends on the element.
func (c *Crank) ContributeIn(section CrankProxies, to chare.Target[int]) {
	r := reduce.Sum[int]
	if c.Index().X() == 0 {
		r = reduce.Max[int]
	}
	chare.Reduce(c, 1, r, to, chare.In(section))
}

func disagreeInSection(t *chare.Task) {
	group := NewCrankGroup(t)
	section := chare.Combine(t, group.Slice(t, chare.Span(0, 1, 1)), group)
	section.ContributeIn(section, chare.NewFuture[int](t).Target())
	never(t)
}

func broadcastToReleased(t *chare.Task) {
	group := NewCrankGroup(t)
	section := group.Slice(t, chare.Span(0, 1, 1))
	group.At(1).Await().Keep(section).Get(t)
	section.Release()
	group.At(1).Call()
	never(t)
}

func channelOfTwoTypes(pe int) func(*chare.Task) {
	return func(t *chare.Task) {
		a, b := NewCrank(t, chare.OnPE(0)), NewCrank(t, chare.OnPE(pe))
		a.Ints(b)
		b.Strings(a)
		never(t)
	}
}

func channelOfTwoNumbers(t *chare.Task) {
	a, b := NewCrank(t, chare.OnPE(0)), NewCrank(t, chare.OnPE(1))
	a.Ints(b) // waits for numbers, and gets pairs
	b.Pair(a)
	never(t)
}

func unreadable(t *chare.Task) {
	NewCrank(t, chare.OnPE(1)).Read(Illegibility{})
	never(t)
}

func unreadableInit(t *chare.Task) {
	NewIllegible(t, Illegibility{}, chare.OnPE(1))
	never(t)
}

// insertTwice has an element inserted by PE pe, and then again by PE 0.
func insertTwice(pe int) func(*chare.Task) {
	return func(t *chare.Task) {
		cranks := NewCrankSparse(t, 2)
		NewCrank(t, chare.OnPE(pe)).Put(cranks)
		t.WaitQuiescence()
		cranks.Insert(chare.Ix(3, 4), chare.OnPE(pe))
		t.WaitQuiescence()
	}
}
