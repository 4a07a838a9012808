package conformance

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

var insertions = []Scenario{
	{Name: "elements are inserted at any index from any PE", Run: insertAnywhere},
	{Name: "inserted elements are where OnPE or the map says", Run: insertOnPE},
	{Name: "calls of an element keep their order, wherever it is", Run: insertedInOrder},
	{Name: "a broadcast reaches what its sender has inserted", Run: insertThenBroadcast},
	{Name: "no reduction of a sparse array ends before DoneInserting", Run: reduceWhileInserting},
	{Name: "elements contribute, and wait for all, while others are inserted", Run: contributeWhileInserting},
	{Name: "late elements take part in later reductions", Run: insertLate},
	{Name: "elements insert elements", Run: insertRecursively},
	{Name: "an open array has elements beyond its bounds", Run: openArray},
	{Name: "a sparse array without elements is one", Run: emptySparse},
	{Name: "channels join inserted elements", Run: insertedChannels},
	{Name: "a sum is made in the order of the indices", Run: insertedInAnyOrder},
	{Name: "insertion is refused where it makes no sense", Run: wrongInsertions},
}

// A Planter inserts elements on behalf of another PE.
type Planter struct{ chare.Base }

// Plant inserts some.
func (p *Planter) Plant(garden SitterProxies, indices []chare.Index) {
	for _, i := range indices {
		garden.Insert(i)
	}
}

// indices returns n indices of some dimensions, small and large, negative and
// not, none twice.
func indices(dims, n int) (all []chare.Index) {
	base := []int{-1 << 31, -1000, -2, 0, 1, 7, 1<<31 - 30}
	for i := range n {
		c := make([]int, dims)
		for d := range c {
			c[d] = base[(i+d)%len(base)] + i
		}
		all = append(all, chare.Ix(c...))
	}
	slices.SortFunc(all, chare.Index.Compare)
	return slices.Compact(all)
}

func insertAnywhere(t *chare.Task) {
	planters := NewPlanterGroup(t)
	for dims := 1; dims <= 6; dims++ {
		all := indices(dims, 21)
		garden := NewSitterSparse(t, dims)
		for i := range all {
			planters.At(i%t.NumPEs()).Await().Plant(garden, all[i:i+1]).Get(t)
		}
		t.WaitQuiescence() // nobody has told that they are there
		garden.DoneInserting()
		t.WaitCreated(garden)
		spots := garden.Ret().Spot().Get(t)
		equal("elements", len(spots), len(all))
		for i, spot := range spots {
			equal("index", spot.Index, all[i])
			at := make([]int, dims)
			for d := range at {
				at[d] = all[i].At(d)
			}
			equal("element", garden.At(at...).Ret().Spot().Get(t), spot)
			if n := t.NumPEs(); dims == 1 {
				equal("PE", spot.PE, ((spot.Index.X()%n)+n)%n)
			}
		}
	}
}

func insertOnPE(t *chare.Task) {
	n := t.NumPEs()
	for _, garden := range []SitterProxies{NewSitterSparse(t, 2), NewSitterSparse(t, 2, chare.WithMap(byColumn))} {
		want := map[chare.Index]int{}
		for i := range 3 * n {
			at, pe := chare.Ix(i, i+1), i/3
			p := garden.Insert(at, chare.OnPE(pe))
			want[at] = pe
			equal("proxy", p, garden.At(i, i+1))
			equal("PE", p.Ret().Spot().Get(t).PE, pe)
		}
		garden.DoneInserting()
		for _, spot := range garden.Ret().Spot().Get(t) {
			equal(fmt.Sprint("PE of ", spot.Index), spot.PE, want[spot.Index])
		}
	}
	garden := NewSitterSparse(t, 2, chare.WithMap(byColumn))
	for i := range 2 * n {
		equal("PE", garden.Insert(chare.Ix(-1, i)).Ret().Spot().Get(t).PE, i%n)
	}
}

// Shout says n numbers to an element, which may not be there yet. It gives way
// now and then, so that news come in between.
func (h *Talker) Shout(t *chare.Task, to TalkerProxy, n int) {
	for i := range n {
		to.Hear(h.Index().X(), i, make([]byte, 0))
		if i%4 == 3 {
			t.Yield()
		}
	}
}

// Put inserts an element on a PE.
func (h *Talker) Put(into TalkerProxies, i, pe int) { into.Insert(chare.Ix(i), chare.OnPE(pe)) }

func insertedInOrder(t *chare.Task) {
	const n = 20
	talkers := NewTalkerGroup(t)
	for pe := range t.NumPEs() {
		sparse := NewTalkerSparse(t, 1)
		for i := range 3 {
			talkers.Shout(sparse.At(i), n) // before they are there, and after
			talkers.At((pe+i)%t.NumPEs()).Put(sparse, i, pe)
		}
		for i := range 3 {
			sparse.At(i).Await().Listen(n * t.NumPEs()).Get(t)
		}
	}
}

// A Tenant is inserted, and hears what is broadcast.
type Tenant struct {
	chare.Base
	heard int
}

// Hear is broadcast.
func (a *Tenant) Hear() { a.heard++ }

// Heard returns how often.
func (a *Tenant) Heard() int { return a.heard }

// A Landlord inserts some and talks to all.
type Landlord struct{ chare.Base }

// Let inserts n elements on all PEs and broadcasts twice. It returns how often
// its own have heard that.
func (l *Landlord) Let(t *chare.Task, house TenantProxies, n int) []int {
	var mine []TenantProxy
	for i := range n {
		mine = append(mine, house.Insert(chare.Ix(l.PE(), i), chare.OnPE(i%l.NumPEs())))
	}
	house.Hear()
	mine = append(mine, house.Insert(chare.Ix(l.PE(), -1)))
	house.Hear()
	var heard []int
	for _, p := range mine {
		t.WaitCreated(p)
		heard = append(heard, p.Ret().Heard().Get(t))
	}
	return heard
}

func insertThenBroadcast(t *chare.Task) {
	house := NewTenantSparse(t, 2)
	landlords := NewLandlordGroup(t)
	done := landlords.Await().Let(house, 2*t.NumPEs())
	t.WaitQuiescence() // the end of WaitCreated waits for DoneInserting
	must(!done.Ready(), "WaitCreated has ended before DoneInserting")
	house.DoneInserting()
	done.Get(t)
	for _, heard := range house.Ret().Heard().Get(t) {
		must(heard >= 1, "an element has not heard the broadcasts that followed its insertion")
	}
	one := house.Insert(chare.Ix(1000, 0), chare.OnPE(t.NumPEs()-1))
	house.Hear()
	house.Await().Hear().Get(t)
	equal("heard", one.Ret().Heard().Get(t), 2)
}

// A Voter contributes when it is made, and when it is asked.
type Voter struct{ chare.Base }

// Init contributes.
func (v *Voter) Init(votes chare.Target[int]) {
	if !votes.IsZero() {
		chare.Reduce(v, 1, reduce.Sum, votes)
	}
}

// Vote contributes to a reduction by a target, and to one for all.
func (v *Voter) Vote(t *chare.Task, votes chare.Target[int]) int {
	chare.Reduce(v, 1, reduce.Sum, votes)
	return chare.AllReduce(v, 1, reduce.Sum).Get(t)
}

func reduceWhileInserting(t *chare.Task) {
	for n := range 6 {
		electorate := NewVoterSparse(t, 1)
		votes := chare.NewFuture[int](t)
		for i := range n + 1 {
			electorate.Insert(chare.Ix(n*i), votes.Target())
		}
		t.WaitQuiescence()
		must(!votes.Ready(), "a reduction has ended before DoneInserting")
		electorate.DoneInserting()
		equal("votes", votes.Get(t), n+1)
		electorate.DoneInserting() // changes nothing
		votes = chare.NewFuture[int](t)
		for _, all := range electorate.Ret().Vote(votes.Target()).Get(t) {
			equal("votes for all", all, n+1)
		}
		equal("votes", votes.Get(t), n+1)
	}
}

// A Candidate waits in its constructor for all others.
type Candidate struct {
	chare.Base
	others int
}

// Init contributes to votes, and counts all.
func (c *Candidate) Init(t *chare.Task, votes chare.Target[int]) {
	chare.Reduce(c, 1, reduce.Sum, votes)
	c.others = chare.AllReduce(c, 1, reduce.Sum).Get(t) - 1
	chare.Barrier(c).Get(t)
}

// Others returns how many there are.
func (c *Candidate) Others() int { return c.others }

// Nominate inserts n elements, with some time in between.
func (p *Planter) Nominate(t *chare.Task, electorate CandidateProxies, n int, votes chare.Target[int]) {
	for i := range n {
		electorate.Insert(chare.Ix(i, p.PE()), votes)
		for range i % 3 {
			t.Yield()
		}
	}
}

func contributeWhileInserting(t *chare.Task) {
	const each = 5
	all := each * t.NumPEs()
	electorate, votes := NewCandidateSparse(t, 2), chare.NewFuture[int](t)
	NewPlanterGroup(t).Nominate(electorate, each, votes.Target())
	t.WaitQuiescence() // all wait for each other
	must(!votes.Ready(), "a reduction has ended before DoneInserting")
	electorate.DoneInserting()
	equal("votes", votes.Get(t), all)
	t.WaitCreated(electorate)
	for _, others := range electorate.Ret().Others().Get(t) {
		equal("others", others, all-1)
	}
}

func insertLate(t *chare.Task) {
	electorate := NewVoterSparse(t, 1)
	electorate.DoneInserting()
	var none chare.Target[int]
	for n := range 2 * t.NumPEs() {
		electorate.Insert(chare.Ix(-n), none)
		votes := chare.NewFuture[int](t)
		for _, all := range electorate.Ret().Vote(votes.Target()).Get(t) {
			equal("votes for all", all, n+1)
		}
		equal("votes", votes.Get(t), n+1)
	}
}

// A Cell divides.
type Cell struct{ chare.Base }

// Divide inserts two below this one, down to a depth.
func (c *Cell) Divide(depth int) {
	if depth == 0 {
		return
	}
	for i := range 2 {
		p := c.All().Insert(chare.Ix(c.Index().X()+1, 2*c.Index().Y()+i))
		p.Divide(depth - 1)
	}
}

// Count contributes to the number of cells.
func (c *Cell) Count(to chare.Target[int]) { chare.Reduce(c, 1, reduce.Sum, to) }

func insertRecursively(t *chare.Task) {
	const depth = 6
	cells := NewCellSparse(t, 2)
	cells.Insert(chare.Ix(0, 0)).Divide(depth)
	t.WaitQuiescence()
	cells.DoneInserting()
	n := chare.NewFuture[int](t)
	cells.Count(n.Target())
	equal("cells", n.Get(t), 1<<(depth+1)-1)
}

func openArray(t *chare.Task) {
	n := t.NumPEs()
	for _, opts := range [][]chare.Option{nil, {chare.WithMap(byColumn)}} {
		a := NewSummerArray(t, chare.Dims(2, n).Open(), opts...)
		equal("Len", a.Len(), 2*n)
		sum := 0
		for x := range 2 {
			for y := range n {
				sum += weight(chare.Ix(x, y))
			}
		}
		check := func() {
			total := chare.NewFuture[int](t)
			a.Sum(1, total.Target())
			equal("sum", total.Get(t), sum)
		}
		check()
		a.Insert(chare.Ix(2, 0))
		a.Insert(chare.Ix(-1, n-1), chare.OnPE(n-1))
		sum += weight(chare.Ix(2, 0)) + weight(chare.Ix(-1, n-1))
		check()
		list := chare.NewFuture[[]chare.Index](t)
		a.Collect(list.Target())
		all := list.Get(t)
		equal("elements", len(all), 2*n+2)
		equal("first", all[0], chare.Ix(-1, n-1))
		equal("last", all[2*n+1], chare.Ix(2, 0))
		equal("results", len(a.Ret().Greatest().Get(t)), 2*n+2)
		equal("Len", a.Len(), 2*n)
		complains(func() { a.Insert(chare.Ix(1, 0)) }, "conformance.Summer[1,0] already")
		complains(func() { a.Insert(chare.Ix(1)) }, "2 dimensions", "index 1 has 1")
	}
}

func emptySparse(t *chare.Task) {
	a := NewSitterSparse(t, 3)
	created := chare.NewFuture[bool](t)
	NewPatientOne(t).Wait(a, created.Target())
	t.WaitQuiescence()
	must(!created.Ready(), "WaitCreated has ended before DoneInserting")
	a.DoneInserting()
	must(created.Get(t), "WaitCreated has failed")
	equal("results", len(a.Ret().Spot().Get(t)), 0)
	a.Spot()
	a.Await().Spot().Get(t)
}

// A PatientOne waits for others to be made.
type PatientOne struct{ chare.Base }

// Wait does.
func (p *PatientOne) Wait(t *chare.Task, a SitterProxies, created chare.Target[bool]) {
	t.WaitCreated(a)
	created.Send(true)
}

// A Link talks to its neighbours in a chain of any order.
type Link struct{ chare.Base }

// Exchange sends numbers to others and returns the sum of what it gets.
func (l *Link) Exchange(t *chare.Task, others []LinkProxy, times int) (sum int) {
	var channels []*chare.Channel[int]
	for _, o := range others {
		channels = append(channels, chare.NewChannel[int](l, o))
	}
	for n := range times {
		for _, ch := range channels {
			ch.Send(n*1000 + l.Index().X())
		}
	}
	for _, ch := range channels {
		var last int
		for n := range times {
			last = ch.Recv(t)
			equal("number of a message", (last+500)/1000, n)
		}
		sum += last - (times-1)*1000
	}
	return sum
}

func insertedChannels(t *chare.Task) {
	const times = 5
	links := NewLinkSparse(t, 1)
	group := NewLinkGroup(t)
	all := []LinkProxy{group.At(0), group.At(t.NumPEs() - 1)}
	indices := []int{0, t.NumPEs() - 1}
	for i, at := range []int{-7, 3, 100, 101, -200} {
		all = append(all, links.At(at))
		indices = append(indices, at)
		if i%2 == 0 {
			links.Insert(chare.Ix(at))
		} else {
			links.Insert(chare.Ix(at), chare.OnPE(i%t.NumPEs()))
		}
	}
	var sums []*chare.Future[int]
	for _, p := range all {
		sums = append(sums, p.Ret().Exchange(all, times))
	}
	want := 0
	for _, i := range indices {
		want += i
	}
	for i := range all {
		equal(fmt.Sprintf("sum of what %v has heard", all[i]), sums[i].Get(t), want)
	}
}

// A Drop is a part of a sum in which the order matters.
type Drop struct{ chare.Base }

// Fall contributes.
func (d *Drop) Fall(to chare.Target[float64]) {
	chare.Reduce(d, 1/(1+float64(d.Index().X())), reduce.Sum, to)
}

func insertedInAnyOrder(t *chare.Task) {
	const n = 40
	var sums []float64
	for step := 1; step < 8; step += 2 { // none divides n but 1 and 5
		if n%step == 0 && step > 1 {
			continue
		}
		drops := NewDropSparse(t, 1)
		for i := range n {
			drops.Insert(chare.Ix(i * step % n))
		}
		drops.DoneInserting()
		sum := chare.NewFuture[float64](t)
		drops.Fall(sum.Target())
		sums = append(sums, sum.Get(t))
	}
	for _, sum := range sums {
		equal("sum", sum, sums[0])
	}
}

func wrongInsertions(t *chare.Task) {
	sparse := NewSitterSparse(t, 2)
	complains(func() { sparse.Insert(chare.Ix(1)) }, "Insert", "conformance.Sitter of 2 dimensions", "index 1 has 1")
	complains(func() { sparse.Insert(chare.Index{}) }, "Insert", "has 0")
	complains(func() { sparse.Insert(chare.Ix(1, 2), chare.OnPE(t.NumPEs())) }, "Sitter[1,2]", fmt.Sprintf("PE %d", t.NumPEs()))
	complains(func() { sparse.Insert(chare.Ix(1, 2), chare.OnPEs(0)) }, "OnPEs", "Insert", "OnPE")
	complains(func() { sparse.At(1) }, "conformance.Sitter", "2 dimensions", "given 1")
	if tooLarge := math.MaxInt32; strconv.IntSize > 32 {
		tooLarge++
		complains(func() { sparse.At(tooLarge, 0) }, "32 bits")
	}
	complains(func() { sparse.Len() }, "sparse array conformance.Sitter", "reduction")
	complains(func() { NewSitterSparse(t, 0) }, "Sitter", "1 to 6 dimensions")
	complains(func() { NewSitterSparse(t, 7) }, "Sitter", "1 to 6 dimensions", "7")
	complains(func() { NewSitterSparse(t, 1, chare.OnPE(0)) }, "Sitter", "OnPE", "WithMap")
	for _, many := range []SitterProxies{NewSitterGroup(t), NewSitterArray(t, chare.Dims(3))} {
		complains(func() { many.Insert(chare.Ix(7)) }, "Insert", many.String(), "Open")
		complains(func() { many.DoneInserting() }, "DoneInserting", many.String())
	}
	complains(func() { SitterProxies{}.Insert(chare.Ix(7)) }, "Insert", "zero proxy")
	complains(func() { SitterProxies{}.DoneInserting() }, "DoneInserting", "zero proxy")
}
