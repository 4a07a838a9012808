package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
)

var orders = []Scenario{
	{Name: "calls arrive once and in order between every two PEs", Run: callsInOrder},
	{Name: "broadcasts arrive at all in one order", Run: broadcastsInOneOrder},
	{Name: "what is sent ahead of a collection keeps its order", Run: earlyInOrder},
}

// A Talker hears numbers from others, each of whom counts from 0.
type Talker struct {
	chare.Base
	next  map[int]int // by speaker
	heard int
}

// Hear takes the next number of a speaker.
func (h *Talker) Hear(speaker, n int, pad []byte) {
	if h.next == nil {
		h.next = map[int]int{}
	}
	equal(fmt.Sprintf("%v hears from %d", h.This(), speaker), n, h.next[speaker])
	h.next[speaker]++
	h.heard++
	for _, b := range pad {
		equal("padding", b, byte(n))
	}
}

// Talk says n numbers to each of all, this one included, in messages of many
// sizes.
func (h *Talker) Talk(all TalkerProxies, n int) {
	sizes := []int{0, 1, 40, 3000, 0, 100, 9000, 2040}
	for i := range n {
		pad := slices.Repeat([]byte{byte(i)}, sizes[i%len(sizes)])
		for to := range all.Len() {
			all.At(to).Hear(h.Index().X(), i, pad)
		}
	}
}

// Listen waits until so many numbers have been heard.
func (h *Talker) Listen(t *chare.Task, n int) {
	t.Until(func() bool { return h.heard >= n })
	equal("numbers heard", h.heard, n)
}

func callsInOrder(t *chare.Task) {
	const n = 16
	for _, all := range []TalkerProxies{NewTalkerGroup(t), NewTalkerArray(t, chare.Dims(2*t.NumPEs()))} {
		all.Talk(all, n)
		all.Await().Listen(n * all.Len()).Get(t)
	}
}

// A Singer writes down what is broadcast.
type Singer struct {
	chare.Base
	notes []Note
}

// A Note is the n-th of a singer.
type Note struct{ Singer, N int }

// Sing broadcasts n notes to all. It is a Task so that others come in between.
func (s *Singer) Sing(t *chare.Task, all SingerProxies, n int) {
	for i := range n {
		all.Sound(Note{s.Index().X(), i}, make([]byte, i%3*1500))
		if i%5 == 4 {
			t.Yield()
		}
	}
}

// Sound writes a note down.
func (s *Singer) Sound(n Note, _ []byte) { s.notes = append(s.notes, n) }

// Notes waits until there are n notes and returns them.
func (s *Singer) Notes(t *chare.Task, n int) []Note {
	t.Until(func() bool { return len(s.notes) >= n })
	return s.notes
}

func broadcastsInOneOrder(t *chare.Task) {
	const n = 20
	choir := NewSingerGroup(t)
	for _, all := range []SingerProxies{
		choir,
		NewSingerArray(t, chare.Dims(2*t.NumPEs()+1)),
		NewSingerGroup(t, chare.OnPEs(t.NumPEs()-1, t.NumPEs()/2)),
	} {
		choir.Sing(all, n)
		heard := all.Ret().Notes(n * t.NumPEs()).Get(t)
		for i, notes := range heard {
			alike(fmt.Sprintf("notes that element %d of %v has heard", i, all), notes, heard[0])
		}
		next := make([]int, t.NumPEs())
		for _, note := range heard[0] {
			equal(fmt.Sprintf("next note of singer %d", note.Singer), note.N, next[note.Singer])
			next[note.Singer]++
		}
		equal("notes", len(heard[0]), n*t.NumPEs())
	}
}

// A Caller calls the elements of an array that may not be there yet.
type Caller struct {
	chare.Base
}

// Make makes an array of n, and has all callers call its elements at once. They
// are told one by one, since a broadcast may take the way that the array takes.
func (c *Caller) Make(n, times int) LatecomerProxies {
	a := NewLatecomerArray(c, chare.Dims(n), c.All())
	for pe := range c.NumPEs() {
		c.All().At(pe).Call(a, times)
	}
	return a
}

// Call calls every element a number of times, by calls, broadcasts and
// channels.
func (c *Caller) Call(t *chare.Task, a LatecomerProxies, times int) {
	var channels []*chare.Channel[int]
	for i := range a.Len() {
		channels = append(channels, chare.NewChannel[int](c, a.At(i)))
	}
	for n := range times {
		for i, ch := range channels {
			a.At(i).Called(c.PE(), n)
			ch.Send(n)
		}
		a.Broadcast(c.PE(), n)
		if n%2 == 1 {
			t.Yield()
		}
	}
}

// A Latecomer is called before it is made.
type Latecomer struct {
	chare.Base
	made    bool
	calls   []int // by caller: the number of the next
	casts   []int
	notes   []Note
	callers CallerProxies
}

// Init makes it.
func (l *Latecomer) Init(callers CallerProxies) {
	l.made, l.callers = true, callers
	l.calls, l.casts = make([]int, callers.Len()), make([]int, callers.Len())
}

// Called is call n of a caller.
func (l *Latecomer) Called(caller, n int) {
	must(l.made, "%v is called before its constructor", l.This())
	equal(fmt.Sprintf("call of %v by %d", l.This(), caller), n, l.calls[caller])
	l.calls[caller]++
}

// Broadcast is broadcast n of a caller.
func (l *Latecomer) Broadcast(caller, n int) {
	must(l.made, "a broadcast reaches %v before its constructor", l.This())
	equal(fmt.Sprintf("broadcast to %v by %d", l.This(), caller), n, l.casts[caller])
	l.casts[caller]++
	l.notes = append(l.notes, Note{caller, n})
}

// Finish waits for all calls, checks the channels, and returns the broadcasts.
func (l *Latecomer) Finish(t *chare.Task, times int) []Note {
	for pe := range l.callers.Len() {
		ch := chare.NewChannel[int](l, l.callers.At(pe))
		for n := range times {
			equal(fmt.Sprintf("%v: from the channel of caller %d", l.This(), pe), ch.Recv(t), n)
		}
	}
	t.Until(func() bool {
		for pe := range l.calls {
			if l.calls[pe] < times || l.casts[pe] < times {
				return false
			}
		}
		return true
	})
	return l.notes
}

func earlyInOrder(t *chare.Task) {
	const times = 8
	callers := NewCallerGroup(t)
	for creator := range t.NumPEs() {
		a := callers.At(creator).Ret().Make(3*t.NumPEs()+1, times).Get(t)
		heard := a.Ret().Finish(times).Get(t)
		for i, notes := range heard {
			alike(fmt.Sprintf("broadcasts that element %d has heard", i), notes, heard[0])
		}
	}
}
