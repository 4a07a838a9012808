package conformance

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

var calls = []Scenario{
	{Name: "results come back from any chare to any other", Run: resultsFromAnywhere},
	{Name: "results of many come by index", Run: resultsByIndex},
	{Name: "Await waits for the real end of methods", Run: awaitRealEnd},
	{Name: "arguments of all kinds arrive as they were sent", Run: argumentsOfAllKinds},
	{Name: "methods may return an error, or a result and an error", Run: returnedErrors},
	{Name: "arguments are taken at the time of the call", Run: argumentsAreTaken},
	{Name: "a broadcast's arguments are each chare's own", Run: broadcastArgumentsAreOwn},
	{Name: "a chare may call itself and all of its own", Run: callsToSelf},
}

// A Worker calculates.
type Worker struct {
	chare.Base
	ended int
}

// Init makes one.
func (w *Worker) Init() {}

// Double returns 2x.
func (w *Worker) Double(x int) int { return 2 * x }

// Own returns the index's first coordinate times x.
func (w *Worker) Own(x int) int { return w.Index().X() * x }

// Own3 returns the index as text, after giving way some times.
func (w *Worker) Own3(t *chare.Task) string {
	for range (w.Index().X()*7 + w.Index().Y()) % 5 {
		t.Yield()
	}
	return w.Index().String()
}

// Slowly ends after others have run.
func (w *Worker) Slowly(t *chare.Task) {
	for range 1 + w.Index().X()%3 {
		t.Yield()
	}
	w.ended++
}

// Ended returns how often Slowly has ended.
func (w *Worker) Ended() int { return w.ended }

// AskAll asks each of all for the double of its own number.
func (w *Worker) AskAll(t *chare.Task, all WorkerProxies) {
	futures := make([]*chare.Future[int], all.Len())
	for i := range futures {
		futures[i] = all.At(i).Ret().Double(i + w.Index().X())
	}
	for i, f := range futures {
		equal(fmt.Sprintf("%v asks element %d", w.This(), i), f.Get(t), 2*(i+w.Index().X()))
	}
}

// Half returns x/2, if that is a whole number.
func (w *Worker) Half(x int) (int, error) {
	if x%2 != 0 {
		return 0, fmt.Errorf("%d is odd", x)
	}
	return x / 2, nil
}

// Check fails if x is negative.
func (w *Worker) Check(x int) error {
	if x < 0 {
		return errors.New("negative")
	}
	return nil
}

func resultsFromAnywhere(t *chare.Task) {
	g, a := NewWorkerGroup(t), NewWorkerArray(t, chare.Dims(t.NumPEs()+3))
	g.Await().AskAll(a).Get(t)
	a.Await().AskAll(g).Get(t)
	equal("local or remote", a.At(t.NumPEs()).Ret().Double(21).Get(t), 42)
}

func resultsByIndex(t *chare.Task) {
	n := t.NumPEs()
	for i, got := range NewWorkerArray(t, chare.Dims(3*n+1)).Ret().Own(10).Get(t) {
		equal("result of an element", got, 10*i)
	}
	for pe, got := range NewWorkerGroup(t).Ret().Own(10).Get(t) {
		equal("result of a member", got, 10*pe)
	}
	some := NewWorkerGroup(t, chare.OnPEs(n-1, 0)).Ret().Own(1).Get(t)
	equal("result of the last member of some", some[len(some)-1], n-1)
	for i, got := range NewWorkerArray(t, chare.Dims(4, 3)).Ret().Own3().Get(t) {
		equal("result of a method that waits", got, chare.Ix(i/3, i%3).String())
	}
}

func awaitRealEnd(t *chare.Task) {
	a := NewWorkerArray(t, chare.Dims(2*t.NumPEs()))
	for i := range a.Len() {
		a.At(i).Await().Slowly().Get(t)
		equal("ended, once", a.At(i).Ret().Ended().Get(t), 1)
	}
	a.Await().Slowly().Get(t)
	for _, ended := range a.Ret().Ended().Get(t) {
		equal("ended, of a broadcast", ended, 2)
	}
}

func returnedErrors(t *chare.Task) {
	a := NewWorkerArray(t, chare.Dims(t.NumPEs()+1))
	for i := range a.Len() {
		w := a.At(i)
		equal("half of 6", w.Ret().Half(6).Get(t), 3)
		_, err := w.Ret().Half(7).Result(t)
		equal("half of 7", err.(*chare.Error).Err.Error(), "7 is odd")
		w.Await().Half(8).Get(t)
		w.Await().Check(1).Get(t)
		_, err = w.Await().Check(-1).Result(t)
		equal("Check(-1)", err.(*chare.Error).Err.Error(), "negative")
		w.Check(1) // an error nobody waits for would end the job
	}
	alike("halves", a.Ret().Half(2).Get(t)[0], 1)
	a.Await().Check(1).Get(t)
}

func init() { wire.Register[Square]() }

// A Mirror returns what it gets.
type Mirror struct {
	chare.Base
	kept []int
}

// A Celsius is a named number.
type Celsius float32

// A Node is a list or a ring.
type Node struct {
	Value int
	Next  *Node
}

// A Shape is an interface.
type Shape interface{ Area() float64 }

// Square is a Shape.
type Square struct{ Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

// Mixed has fields of many types, some of them unexported.
type Mixed struct {
	Name   string
	Grid   [2][3]int16
	Table  map[string][]float64
	Any    any
	Shape  Shape
	Err    error
	When   time.Time
	Nested *Mixed
	hidden uint64
	None   []int
	Empty  []int
}

// Numbers returns numbers of all types, as text.
func (m *Mirror) Numbers(b bool, i int, i8 int8, i16 int16, i32 int32, i64 int64, u uint, u8 uint8, u16 uint16, u32 uint32, u64 uint64,
	f32 float32, f64 float64, c64 complex64, c128 complex128, s string, c Celsius) string {
	return fmt.Sprint(b, i, i8, i16, i32, i64, u, u8, u16, u32, u64, f32, f64, c64, c128, s, c)
}

// Lists returns slices, which it changes.
func (m *Mirror) Lists(fs []float64, bs []byte, ss []string, cs []Celsius, nested [][]int32) ([]float64, error) {
	equal("bytes", string(bs), "bytes")
	alike("strings", ss, []string{"a", "", "c"})
	alike("named numbers", cs, []Celsius{36.6, -1})
	alike("nested", nested, [][]int32{{1}, nil, {}, {2, 3}})
	for i := range fs {
		fs[i]++
	}
	return fs, nil
}

// Sum is variadic.
func (m *Mirror) Sum(first int, more ...int) int {
	for _, x := range more {
		first += x
	}
	return first
}

// Mixed returns its argument.
func (m *Mirror) Mixed(x Mixed) Mixed { return x }

// Ring returns its argument.
func (m *Mirror) Ring(n *Node) *Node { return n }

// Keep keeps a slice.
func (m *Mirror) Keep(xs []int) { m.kept = xs }

// Kept returns it.
func (m *Mirror) Kept() []int { return m.kept }

// Scribble changes its argument and returns the sum that it had.
func (m *Mirror) Scribble(xs []int) (sum int) {
	for i := range xs {
		sum += xs[i]
		xs[i] = -1000
	}
	return sum
}

// Me calls this chare in all ways, and returns how far it has got.
func (m *Mirror) Me(t *chare.Task) int {
	p := m.This()
	p.Keep([]int{1, 2})
	equal("length after a call of itself", len(p.Ret().Kept().Get(t)), 2)
	equal("length by All", len(m.All().At(m.Index().X()).Ret().Kept().Get(t)), 2)
	return len(m.All().Ret().Kept().Get(t))
}

func argumentsOfAllKinds(t *chare.Task) {
	mirrors := NewMirrorGroup(t)
	x := Mixed{
		Name: "mixed", Grid: [2][3]int16{{1, 2, 3}, {4, 5, math.MinInt16}},
		Table: map[string][]float64{"a": {1, math.Inf(1)}, "b": nil},
		Any:   []any{1, "two", 3.0, nil}, Shape: Square{2}, hidden: math.MaxUint64,
		When: time.Date(2024, 2, 29, 12, 0, 0, 7, time.UTC), Nested: &Mixed{Name: "inner", Empty: []int{}}, Empty: []int{},
	}
	ring := &Node{Value: 1, Next: &Node{Value: 2}}
	ring.Next.Next = ring
	for pe := range t.NumPEs() {
		m := mirrors.At(pe)
		equal("numbers",
			m.Ret().Numbers(true, math.MinInt, -8, -16, -32, math.MinInt64, math.MaxUint, 8, 16, 32, math.MaxUint64, 0.5, math.Pi, 1-2i, 3+4i, "ä\x00b", 36.6).Get(t),
			fmt.Sprint(true, math.MinInt, -8, -16, -32, int64(math.MinInt64), uint(math.MaxUint), 8, 16, 32, uint64(math.MaxUint64), 0.5, math.Pi, 1-2i, 3+4i, "ä\x00b", 36.6))
		fs := m.Ret().Lists([]float64{1, 2}, []byte("bytes"), []string{"a", "", "c"}, []Celsius{36.6, -1}, [][]int32{{1}, nil, {}, {2, 3}}).Get(t)
		alike("floats", fs, []float64{2, 3})
		equal("sum of one", m.Ret().Sum(1).Get(t), 1)
		equal("sum of four", m.Ret().Sum(1, 2, 3, 4).Get(t), 10)
		alike("mixed", m.Ret().Mixed(x).Get(t), x)
		back := m.Ret().Ring(ring).Get(t)
		must(back.Next.Next == back && back.Next.Value == 2, "a ring of two comes back as %v", back)
		must(m.Ret().Ring(nil).Get(t) == nil, "a nil pointer comes back as something")
	}
}

func argumentsAreTaken(t *chare.Task) {
	far := NewMirror(t, chare.OnPE(t.NumPEs()-1))
	xs := []int{1, 2, 3}
	far.Keep(xs)
	if t.NumPEs() > 1 { // on one PE they go by reference; see TestArgumentsGoByReferenceOnAPE
		xs[0] = 100
	}
	alike("kept", far.Ret().Kept().Get(t), []int{1, 2, 3})
}

func broadcastArgumentsAreOwn(t *chare.Task) {
	for _, many := range []MirrorProxies{NewMirrorArray(t, chare.Dims(3*t.NumPEs())), NewMirrorGroup(t)} {
		xs := []int{1, 2, 3}
		for i, sum := range many.Ret().Scribble(xs).Get(t) {
			equal(fmt.Sprintf("sum that element %d has found", i), sum, 6)
		}
		alike("the caller's slice", xs, []int{1, 2, 3})
	}
}

func callsToSelf(t *chare.Task) {
	many := NewMirrorArray(t, chare.Dims(2*t.NumPEs()))
	for i, n := range many.Ret().Me().Get(t) {
		equal(fmt.Sprintf("elements that element %d has heard of", i), n, many.Len())
	}
}
