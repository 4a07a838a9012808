package conformance

import (
	"fmt"
	"slices"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var migrations = []Scenario{
	{Name: "a chare moves with all it has", Run: migrationOfState},
	{Name: "a chare hops from PE to PE", Run: hops},
	{Name: "calls get once, in their order, to chares that move", Run: callsWhileMoving},
	{Name: "calls get once, in their order, to elements that are inserted meanwhile and move", Run: callsToInserted},
	{Name: "broadcasts get once, in one order, to chares that move", Run: broadcastsWhileMoving},
	{Name: "broadcasts that are awaited come back from chares that move", Run: awaitedWhileMoving},
	{Name: "channels keep their order while both ends move", Run: channelsWhileMoving},
	{Name: "messages wait for conditions on chares that move", Run: conditionsWhileMoving},
	{Name: "inserted elements move", Run: sparseWhileMoving},
	{Name: "an array with fewer elements than PEs may be anywhere", Run: fewWhileMoving},
	{Name: "a method that waits delays a move", Run: moveAfterWaiting},
	{Name: "moves that cannot be are told", Run: impossibleMoves},
}

// A Nomad moves about.
type Nomad struct {
	chare.Base
	name    string
	n       int
	kept    map[string][]float64
	next    *Nomad
	friend  NomadProxy
	cache   func() int `charm:"-"`
	visited []int

	seen    []int // by Hear
	got     []int // by Mark
	legs    int   // to go, of a pilgrimage
	holy    chare.Target[int]
	turn    int
	in, out []*chare.Channel[int]
	sums    []int
	total   int
}

// Migrated notes where the nomad has come to.
func (m *Nomad) Migrated() {
	m.visited = append(m.visited, m.PE())
	if m.legs > 0 {
		m.legs--
		chare.Reduce(m, m.Index().X(), reduce.Sum, m.holy)
		m.Migrate((m.PE() + 1) % m.NumPEs())
	}
}

// Fill gives the nomad something to carry.
func (m *Nomad) Fill(friend NomadProxy) {
	m.name, m.n = "Ibn Battuta", 1304
	m.kept = map[string][]float64{"Tangier": {35.8, -5.8}, "Mecca": {21.4, 39.8}}
	m.next = &Nomad{name: "a companion"}
	m.next.next = m.next
	m.friend = friend
	m.cache = func() int { return 1 }
}

// Passport is what a nomad says of itself.
type Passport struct {
	PE      int
	Index   chare.Index
	Visited []int
}

// Unpack checks what the nomad has.
func (m *Nomad) Unpack(friend NomadProxy) Passport {
	equal("name", m.name, "Ibn Battuta")
	equal("n", m.n, 1304)
	alike("kept", m.kept, map[string][]float64{"Tangier": {35.8, -5.8}, "Mecca": {21.4, 39.8}})
	must(m.next.next == m.next && m.next.name == "a companion", "pointers have lost their shape")
	equal("friend", m.friend, friend)
	equal("This", m.This(), m.All().At(m.Index().X()))
	return Passport{m.PE(), m.Index(), m.visited}
}

// HasCache tells whether what does not travel is there.
func (m *Nomad) HasCache() bool { return m.cache != nil }

func migrationOfState(t *chare.Task) {
	n := t.NumPEs()
	a := NewNomadArray(t, chare.Dims(2*n))
	t.WaitCreated(a)
	from := a.At(1).Ret().Where().Get(t)
	a.At(1).Fill(a.At(0))
	a.At(1).Migrate((from + 1) % n)
	got := a.At(1).Ret().Unpack(a.At(0)).Get(t)
	equal("PE", got.PE, (from+1)%n)
	equal("index", got.Index, chare.Ix(1))
	if n > 1 {
		alike("calls of Migrated", got.Visited, []int{(from + 1) % n})
	}
	equal("what stays behind is there", a.At(1).Ret().HasCache().Get(t), n == 1)
	a.At(1).Migrate(from)
	equal("PE", a.At(1).Ret().Where().Get(t), from)
}

// Where returns the nomad's PE.
func (m *Nomad) Where() int { return m.PE() }

// Hop goes on by one PE, n times, and then tells what it has visited.
func (m *Nomad) Hop(n int, to chare.Target[[]int]) {
	if n == 0 {
		to.Send(m.visited)
		return
	}
	m.Migrate((m.PE() + 1) % m.NumPEs())
	m.This().Hop(n-1, to)
}

func hops(t *chare.Task) {
	const n = 20
	pes := t.NumPEs()
	a := NewNomadArray(t, chare.Dims(3))
	fs := make([]*chare.Future[[]int], 3)
	starts := a.Ret().Where().Get(t)
	for i := range fs {
		fs[i] = chare.NewFuture[[]int](t)
		a.At(i).Hop(n, fs[i].Target())
	}
	for i, f := range fs {
		var want []int
		for hop := 1; hop <= n && pes > 1; hop++ {
			want = append(want, (starts[i]+hop)%pes)
		}
		alike(fmt.Sprintf("PEs that nomad %d visits", i), f.Get(t), want)
	}
}

// somewhere is a PE that depends on what and when, as if by chance.
func somewhere(i, step, pes int) int {
	h := uint32(i*7919+step*104729) * 2654435761
	return int(h>>16) % pes
}

// A Herdsman drives nomads about, and sends to them.
type Herdsman struct{ chare.Base }

// Drive moves all of them, again and again.
func (h *Herdsman) Drive(t *chare.Task, a NomadProxies, n, steps int) {
	for step := range steps {
		for i := range n {
			a.At(i).Migrate(somewhere(i, step, h.NumPEs()))
		}
		t.Yield()
	}
}

// Call sends numbers to nomads.
func (h *Herdsman) Call(t *chare.Task, a NomadProxies, n, each int) {
	for x := range each {
		for i := range n {
			a.At(i).Mark(h.PE()*each + x)
		}
		if x%4 == 3 {
			t.Yield()
		}
	}
}

// Mark notes a number.
func (m *Nomad) Mark(x int) { m.got = append(m.got, x) }

// Marks returns the numbers.
func (m *Nomad) Marks() []int { return m.got }

func callsWhileMoving(t *chare.Task) {
	const each, steps = 40, 12
	n := 2*t.NumPEs() + 1
	a := NewNomadArray(t, chare.Dims(n))
	men := NewHerdsmanGroup(t)
	calls := men.Await().Call(a, n, each)
	drive := men.At(t.NumPEs()-1).Await().Drive(a, n, steps)
	calls.Get(t)
	drive.Get(t)
	checkMarks(t, a, each)
}

// callsToInserted is callsWhileMoving with elements that have homes, which they may
// come back to.
func callsToInserted(t *chare.Task) {
	const each, steps = 40, 8
	n, pes := 2*t.NumPEs()+1, t.NumPEs()
	a := NewNomadSparse(t, 1)
	men := NewHerdsmanGroup(t)
	calls := men.Await().Call(a, n, each)
	for i := range n {
		a.Insert(chare.Ix(i), chare.OnPE(somewhere(i, 0, pes)))
		t.Yield()
	}
	drive := men.At(pes-1).Await().Drive(a, n, steps)
	a.DoneInserting()
	calls.Get(t)
	drive.Get(t)
	checkMarks(t, a, each)
}

// checkMarks checks that each nomad has got all that Call sends on each PE, in its
// order.
func checkMarks(t *chare.Task, a NomadProxies, each int) {
	t.WaitQuiescence()
	want := numbers(each * t.NumPEs())
	for i, got := range a.Ret().Marks().Get(t) {
		next := make([]int, t.NumPEs())
		for _, x := range got {
			pe := x / each
			equal(fmt.Sprintf("the next number that nomad %d got from PE %d", i, pe), x%each, next[pe])
			next[pe]++
		}
		alike(fmt.Sprintf("numbers that nomad %d got", i), slices.Sorted(slices.Values(got)), want)
	}
}

// numbers returns 0 to n-1.
func numbers(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// Hear notes the number of a broadcast.
func (m *Nomad) Hear(x int) { m.seen = append(m.seen, x) }

// Heard returns what Hear has noted.
func (m *Nomad) Heard() []int { return m.seen }

// Shout broadcasts numbers.
func (h *Herdsman) Shout(t *chare.Task, a NomadProxies, each int) {
	for x := range each {
		a.Hear(h.PE()*each + x)
		if x%2 == 1 {
			t.Yield()
		}
	}
}

func broadcastsWhileMoving(t *chare.Task) {
	const each, steps = 15, 10
	n := 2*t.NumPEs() + 1
	a := NewNomadArray(t, chare.Dims(n))
	men := NewHerdsmanGroup(t)
	shouts := men.Await().Shout(a, each)
	drive := men.At(0).Await().Drive(a, n, steps)
	shouts.Get(t)
	drive.Get(t)
	t.WaitQuiescence()
	heard := a.Ret().Heard().Get(t)
	for i, h := range heard {
		alike(fmt.Sprintf("broadcasts that nomad %d heard, against nomad 0", i), h, heard[0])
	}
	alike("broadcasts", slices.Sorted(slices.Values(heard[0])), numbers(each*t.NumPEs()))
}

// Tens returns ten times its number and index.
func (m *Nomad) Tens(x int) int { return 10*x + m.Index().X() }

func awaitedWhileMoving(t *chare.Task) {
	const rounds, steps = 25, 10
	n := 2*t.NumPEs() + 1
	a := NewNomadArray(t, chare.Dims(n))
	drive := NewHerdsmanGroup(t).At(t.NumPEs()-1).Await().Drive(a, n, steps)
	var fs []*chare.Future[[]int]
	for x := range rounds {
		fs = append(fs, a.Ret().Tens(x))
		a.Await().Hear(x).Get(t)
	}
	for x, f := range fs {
		for i, got := range f.Get(t) {
			equal("result", got, 10*x+i)
		}
	}
	drive.Get(t)
	for _, h := range a.Ret().Heard().Get(t) {
		alike("broadcasts", h, numbers(rounds))
	}
}

// Link makes channels to some others, in both directions.
func (m *Nomad) Link(n int) {
	i := m.Index().X()
	for _, step := range []int{1, 2} {
		m.out = append(m.out, chare.NewChannel[int](m, m.All().At((i+step)%n)))
		m.in = append(m.in, chare.NewChannel[int](m, m.All().At((i-step+n)%n)))
	}
}

// Pass sends ever more numbers, receives as many, and moves on before the next
// round, at which more has been sent than received.
func (m *Nomad) Pass(t *chare.Task, round, rounds int, done chare.Target[chare.Void]) {
	for range round % 3 {
		for c, ch := range m.out {
			ch.Send(10*m.turn + c)
		}
		m.turn++
	}
	for range round % 2 {
		for c, ch := range m.in {
			equal(fmt.Sprintf("what %v receives", m.Index()), ch.Recv(t), 10*m.total+c)
		}
		m.total++
	}
	if round++; round < rounds {
		m.This().Pass(round, rounds, done)
		m.Migrate(somewhere(m.Index().X(), round, m.NumPEs()))
		return
	}
	for ; m.total < m.turn; m.total++ {
		for c, ch := range m.in {
			equal(fmt.Sprintf("what %v receives at last", m.Index()), ch.Recv(t), 10*m.total+c)
		}
	}
	chare.Contribute(m, done)
}

func channelsWhileMoving(t *chare.Task) {
	n := 2*t.NumPEs() + 3
	a := NewNomadArray(t, chare.Dims(n))
	a.Link(n)
	done := chare.NewFuture[chare.Void](t)
	a.Pass(0, 16, done.Target())
	done.Get(t)
}

// Turn waits until it is the turn of its number.
//
//charm:when m.turn == x
func (m *Nomad) Turn(x int) int {
	m.turn++
	if m.turn%3 == 0 {
		m.Migrate(somewhere(m.Index().X(), m.turn, m.NumPEs()))
	}
	return m.PE()
}

func conditionsWhileMoving(t *chare.Task) {
	const turns = 24
	n := t.NumPEs() + 2
	a := NewNomadArray(t, chare.Dims(n))
	var all []*chare.Future[[]int]
	for x := turns - 1; x >= 0; x-- {
		if x%2 == 0 {
			all = append(all, a.Ret().Turn(x))
			continue
		}
		for i := range n {
			a.At(i).Turn(x)
		}
	}
	for _, f := range all {
		f.Get(t)
	}
	t.WaitQuiescence()
	for i := range n {
		equal("turns", a.At(i).Ret().Turns().Get(t), turns)
	}
}

// Turns returns how many there have been.
func (m *Nomad) Turns() int { return m.turn }

func sparseWhileMoving(t *chare.Task) {
	n := 2*t.NumPEs() + 1
	a := NewNomadSparse(t, 1)
	for i := range n {
		a.Insert(chare.Ix(i))
		a.At(i).Mark(0)
		a.At(i).Migrate(somewhere(i, 0, t.NumPEs()))
		a.At(i).Mark(1)
	}
	a.DoneInserting()
	t.WaitCreated(a)
	men := NewHerdsmanGroup(t)
	drive := men.At(0).Await().Drive(a, n, 8)
	shouts := men.Await().Shout(a, 6)
	a.Add(0, 5, a.At(0).To().Count())
	shouts.Get(t)
	drive.Get(t)
	t.WaitQuiescence()
	for _, got := range a.Ret().Marks().Get(t) {
		alike("marks", got, []int{0, 1})
	}
	heard := a.Ret().Heard().Get(t)
	for _, h := range heard {
		alike("broadcasts", h, heard[0])
	}
	equal("broadcasts", len(heard[0]), 6*t.NumPEs())
	equal("sums", len(a.At(0).Ret().Counted().Get(t)), 5)
}

func fewWhileMoving(t *chare.Task) {
	a := NewNomadArray(t, chare.Dims(2))
	men := NewHerdsmanGroup(t)
	shouts := men.Await().Shout(a, 6)
	drive := men.Await().Drive(a, 2, 5)
	a.Add(0, 9, a.At(1).To().Count())
	shouts.Get(t)
	drive.Get(t)
	t.WaitQuiescence()
	heard := a.Ret().Heard().Get(t)
	alike("broadcasts", heard[1], heard[0])
	equal("sums", len(a.At(1).Ret().Counted().Get(t)), 9)
}

// Linger wants to move, and waits first.
func (m *Nomad) Linger(t *chare.Task, to int) int {
	m.Migrate(to)
	for range 3 {
		t.Yield()
	}
	return m.PE()
}

func moveAfterWaiting(t *chare.Task) {
	a := NewNomadArray(t, chare.Dims(1))
	from := a.At(0).Ret().Where().Get(t)
	to := (from + 1) % t.NumPEs()
	f := a.At(0).Ret().Linger(to)
	if t.NumPEs() > 1 {
		_, err := a.At(0).Ret().Linger(to).Result(t)
		says(fmt.Sprint(err), "cannot migrate while methods of it wait: 1")
	}
	equal("PE of a method that waits", f.Get(t), from)
	equal("PE afterwards", a.At(0).Ret().Where().Get(t), to)
}

// A Rooted has what cannot travel.
type Rooted struct {
	chare.Base
	f func()
}

// Try tries to move.
func (r *Rooted) Try() {
	r.f = func() {}
	r.f()
	complains(func() { r.Migrate(0) }, "Rooted[1] cannot migrate", "field f", "charm:\"-\"")
}

func impossibleMoves(t *chare.Task) {
	NewRootedArray(t, chare.Dims(1)).Await().Try().Get(t)
	a := NewNomadArray(t, chare.Dims(1))
	complains(func() { a.At(0).Migrate(t.NumPEs()) }, "Nomad[0] on PE", "there are PEs 0 to")
	complains(func() { a.At(0).Migrate(-1) }, "there are PEs 0 to")
	complains(func() { NewNomad(t).Migrate(0) }, "cannot migrate", "only elements of arrays")
	complains(func() { NewNomadGroup(t).At(0).Migrate(0) }, "cannot migrate", "only elements of arrays")
	complains(func() { NomadProxy{}.Migrate(0) }, "zero proxy")
}
