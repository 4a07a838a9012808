package conformance

import (
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/charm4go/charm/chare"
)

var views = []Scenario{
	{Name: "views hold what was sent, for as long as the method runs", Run: viewsHold},
	{Name: "views of messages that wait stay as they were sent", Run: viewsWait, Heavy: true},
	{Name: "methods that wait, and broadcasts, have views of their own", Run: viewsOfTheirOwn},
	{Name: "views among results and other values are copies", Run: viewsAsValues},
}

// A Onlooker reads views.
type Onlooker struct {
	chare.Base
	turn  int
	seen  chare.View[byte]
	mine  chare.View[float64]
	sums  []uint32
	total float64
}

// Sum reads bytes.
func (r *Onlooker) Sum(b chare.View[byte]) uint32 {
	r.seen = b
	return crc32.ChecksumIEEE(b.Slice())
}

// Kept tells what comes of a view that was kept.
func (r *Onlooker) Kept() (why string) {
	why, _ = complaint(func() { r.seen.Slice() })
	return why
}

// Fail panics with a view.
func (r *Onlooker) Fail(b chare.View[byte]) {
	r.seen = b
	panic(fmt.Sprint("a view of ", b.Len()))
}

// InTurn reads bytes when it is their turn.
//
//charm:when turn == r.turn
func (r *Onlooker) InTurn(turn int, b chare.View[byte]) {
	r.sums = append(r.sums, crc32.ChecksumIEEE(b.Slice()))
	r.turn--
}

// Begin says whose turn is first.
func (r *Onlooker) Begin(turn int) { r.turn = turn }

// Sums waits until all turns are over.
func (r *Onlooker) Sums(t *chare.Task) []uint32 {
	t.Until(func() bool { return r.turn < 0 })
	return r.sums
}

// Later keeps its view while others run, and longer.
func (r *Onlooker) Later(t *chare.Task, x chare.View[float64]) {
	for range 3 {
		t.Yield()
	}
	r.mine = x
}

// Add adds up numbers.
func (r *Onlooker) Add(x chare.View[float64]) {
	for _, x := range x.Slice() {
		r.total += x
	}
}

// Total returns the sum of all that it was given.
func (r *Onlooker) Total() float64 {
	for _, x := range r.mine.Slice() {
		r.total += x
	}
	return r.total
}

// Reversed returns numbers the other way round.
func (r *Onlooker) Reversed(x chare.View[float64]) chare.View[float64] {
	s := slices.Clone(x.Slice())
	slices.Reverse(s)
	return chare.ViewOf(s)
}

// viewSizes are in the ring and in blocks, with odd ones.
var viewSizes = []int{0, 1, 7, 8, 100, 2000, 2048, 4096, 70_001, 1 << 20}

func viewsHold(t *chare.Task) {
	readers := NewOnlookerGroup(t)
	for pe := range t.NumPEs() {
		r := readers.At(pe)
		for _, n := range viewSizes {
			b := pattern(n)
			want := crc32.ChecksumIEEE(b)
			equal(fmt.Sprintf("sum of %d bytes on PE %d", n, pe), r.Ret().Sum(chare.ViewOf(b)).Get(t), want)
			if why := r.Ret().Kept().Get(t); pe != t.PE() {
				says(why, "after its entry method had ended")
			}
		}
		// More than the memory for large messages, if each kept its part.
		b := pattern(1 << 16)
		for range 300 {
			r.Sum(chare.ViewOf(b))
		}
		_, err := r.Await().Fail(chare.ViewOf(b)).Result(t)
		says(fmt.Sprint(err), "a view of 65536")
		equal("sum after a panic", r.Ret().Sum(chare.ViewOf(b)).Get(t), crc32.ChecksumIEEE(b))
	}
}

func viewsWait(t *chare.Task) {
	const messages = 40
	r := NewOnlooker(t, chare.OnPE(t.NumPEs()-1))
	r.Await().Begin(-1).Get(t)
	var want []uint32
	for i := range messages {
		b := pattern(1000 * i * i)
		want = append(want, crc32.ChecksumIEEE(b))
		r.InTurn(i, chare.ViewOf(b))
	}
	r.Begin(messages - 1)
	slices.Reverse(want)
	equal("sums", fmt.Sprint(r.Ret().Sums().Get(t)), fmt.Sprint(want))
}

func viewsOfTheirOwn(t *chare.Task) {
	readers := NewOnlookerArray(t, chare.Dims(2*t.NumPEs()))
	x := slices.Repeat([]float64{0.5}, 10_000)
	for i := range readers.Len() {
		r := readers.At(i)
		later := r.Await().Later(chare.ViewOf(x))
		for range 10 {
			r.Add(chare.ViewOf(x))
		}
		later.Get(t)
	}
	readers.Await().Add(chare.ViewOf(x)).Get(t)
	t.WaitQuiescence() // a broadcast may come before calls, which take another way
	for _, total := range readers.Ret().Total().Get(t) {
		equal("total", total, 12*5000.0)
	}
}

func viewsAsValues(t *chare.Task) {
	r := NewOnlooker(t, chare.OnPE(t.NumPEs()-1))
	x := []float64{1, 2, 3}
	back := r.Ret().Reversed(chare.ViewOf(x)).Get(t)
	equal("reversed", fmt.Sprint(back.Slice()), "[3 2 1]")
	again := r.Ret().Reversed(back).Get(t)
	equal("once more", fmt.Sprint(again.Slice()), "[1 2 3]")
	var none chare.View[float64]
	equal("of nothing", r.Ret().Reversed(none).Get(t).Len(), 0)
}
