package chare

import (
	"fmt"
	"maps"
	"slices"

	"github.com/charm4go/charm/tree"
	"github.com/charm4go/charm/wire"
)

// This file makes sections. The task that wants them asks all PEs of the
// collections that their elements are in, by a broadcast: each PE finds out which
// of its elements are to be in them, enrols these, and answers with how many
// there are. A second broadcast tells the PEs of each section what PEs there
// are, hence its tree. The task goes on when all of them know. So nothing can be
// sent to a section, nor contributed in it, ahead of its tree:
//
//	task              PEs of the collections
//	 │ enrol ──────────> │ which elements? s.members, el.sections
//	 │ <─── how many, by section and PE
//	 │ form ───────────> │ s.place
//	 │ <──────────── done
//
// That tree stays as it is.

// A draft is the making of some sections by a task.
type draft struct {
	k        *kernel
	name     string // of the function that makes them
	of       []*collection
	sections []*collection
	pes      [][]int32    // of each section
	found    map[int]bool // which of the indices to be picked there are
}

// newDraft begins to make n sections.
func newDraft(t *Task, name string, n int, of ...*collection) *draft {
	k := t.k
	d := &draft{k: k, name: name, of: of, pes: make([][]int32, n), found: map[int]bool{}}
	for range n {
		s := k.newCollection(&collection{class: of[0].class, kind: section, of: of[0].base(), root: -1})
		d.sections = append(d.sections, s)
	}
	return d
}

// String says what is waited for.
func (d *draft) String() string { return fmt.Sprintf("sections of %v (%s)", d.of[0], d.name) }

// enroll makes members of the elements that choose describes. It panics if that
// fails; then there is no section.
func (d *draft) enroll(t *Task, info *entryInfo, choose func(e *wire.Encoder)) {
	if err := d.cast(t, entryEnroll, info, choose); err != nil {
		d.disband(t)
		panic(err)
	}
	for i, s := range d.sections {
		slices.Sort(d.pes[i])
		d.pes[i] = slices.Compact(d.pes[i])
		if n := len(d.pes[i]); n > 0 {
			// Not the same PE for all, so that none has all the work; nor one
			// that depends on who asks, since sums depend on the tree.
			s.root = int(d.pes[i][i%n])
		}
	}
}

// form tells the PEs of the sections of their trees.
func (d *draft) form(t *Task) {
	if err := d.cast(t, entryForm, &entryInfo{name: d.name}, d.putTrees); err != nil {
		panic(err)
	}
}

// disband gives the sections up.
func (d *draft) disband(t *Task) {
	clear(d.pes)
	d.form(t)
	for _, s := range d.sections {
		d.k.forget(s.id)
	}
}

func (d *draft) putTrees(e *wire.Encoder) {
	for i, s := range d.sections {
		e.Int32(int32(s.root))
		e.Int(s.count)
		wire.PutSlice(e, d.pes[i])
	}
}

// cast broadcasts to all collections that the sections are of, and waits for the
// answers.
func (d *draft) cast(t *Task, entry uint16, info *entryInfo, put func(e *wire.Encoder)) *Error {
	if len(d.sections) == 0 {
		return nil
	}
	k := d.k
	answers := make([]*Future[Void], len(d.of))
	for i, c := range d.of {
		answers[i] = newFuture[Void](k, origin{c, info, endOf})
		id := k.futures.add(&enrolled{ends{e: info, coll: c, f: answers[i]}, d})
		h := header{kind: kindCastAsk, entry: entry, coll: c.id, reply: reply{mode: replyEnd, pe: int32(k.me), id: id}}
		e := k.encoder(h.append(nil))
		d.of[0].base().put(e)
		e.Uint64(uint64(d.sections[0].id))
		e.Int(len(d.sections))
		put(e)
		c.castFrom(&h, e.Bytes())
	}
	var failed *Error
	for _, f := range answers {
		f.core.wait(t, d)
		if failed == nil {
			failed = f.core.err
		}
	}
	return failed
}

// enrolled is the future of such a broadcast in the table of futures.
type enrolled struct {
	ends
	d *draft
}

func (w *enrolled) receive(k *kernel, from int, d *wire.Decoder) (done bool) {
	errs, err := takeErrors(d)
	for err == nil && d.Len() > 0 {
		w.d.takeRoster(d)
		err = d.Err()
	}
	if err != nil {
		k.bad(from, err)
		return true
	}
	w.f.ended(Void{}, joined(w.coll.String(), w.e.name, k.me, errs))
	return true
}

// takeRoster reads what roster.put wrote.
func (d *draft) takeRoster(dec *wire.Decoder) {
	pe := dec.Int32()
	for n := dec.Int(); n > 0 && dec.Err() == nil; n-- {
		i, members := dec.Int(), dec.Int()
		if pe < 0 || int(pe) >= d.k.n || i < 0 || i >= len(d.sections) || members < 1 {
			dec.Fail(fmt.Errorf("chare: %d members of section %d of %d on PE %d", members, i, len(d.sections), pe))
			return
		}
		d.sections[i].count += members
		d.pes[i] = append(d.pes[i], pe)
	}
	for _, at := range wire.TakeSlice[int32](dec) {
		d.found[int(at)] = true
	}
}

// The ways to choose elements, as they travel.
const (
	chosenAll uint8 = iota
	chosenBySpans
	chosenByIndex
	chosenByMethod
)

// A roster is the making of some sections as one PE of a collection sees it.
type roster struct {
	k       *kernel
	of      *collection // the sections' of
	first   collID
	n       int
	info    *entryInfo  // of the method that tells which sections a chare is in
	members map[int]int // enrolled here, by section
	found   []int32     // positions of indices to be picked
}

// takeRoster reads what all broadcasts to make sections begin with.
func (k *kernel) takeRoster(d *wire.Decoder) *roster {
	r := &roster{k: k, of: k.take(d), first: collID(d.Uint64()), n: d.Int(), members: map[int]int{}}
	if d.Err() == nil && (r.first.creator() >= k.n || r.n < 1) {
		d.Fail(fmt.Errorf("chare: %d sections from %v on", r.n, r.first))
	}
	return r
}

// enroll finds out which elements here are to be in sections, and makes them
// members. It keeps args.
func (c *collection) enroll(h *header, args []byte, to *collector) {
	k := c.k
	number := c.spreads
	c.spreads++
	d := k.decoder(args)
	to.roster = k.takeRoster(d)
	switch how := d.Uint8(); how {
	case chosenAll:
		to.enrollIf(d, number, func(Index) bool { return true })
	case chosenBySpans:
		spans := make([]Range, c.base().dims())
		for i := range spans {
			spans[i] = takeRange(d)
		}
		to.enrollIf(d, number, func(i Index) bool { return within(spans, i) })
	case chosenByIndex:
		picked := map[Index]int32{}
		for at := range d.Int() {
			if d.Err() != nil {
				break
			}
			picked[takeIndex(d)] = int32(at)
		}
		to.enrollIf(d, number, func(i Index) bool {
			at, found := picked[i]
			if found {
				to.roster.found = append(to.roster.found, at)
			}
			return found
		})
	case chosenByMethod:
		id := int(d.Uint16())
		if d.Err() != nil || id >= len(c.class.entries) {
			d.Fail(fmt.Errorf("chare: elements chosen by entry method %d of %v", id, c))
			break
		}
		e := c.class.entries[id]
		to.roster.info = e.info()
		args := d.Rest()
		c.deliverTo(e, number, args, to)
		if len(c.standIns.all) > 0 {
			// By the results, which the header does not ask for.
			c.forward(&header{entry: e.info().id, reply: reply{mode: replyResult}}, number, args, to)
		}
		return
	default:
		d.Fail(fmt.Errorf("chare: elements chosen in an unknown way, %d", how))
	}
	if err := d.Err(); err != nil {
		k.bad(int(to.header.reply.pe), err)
	}
}

// within reports whether all coordinates of an index are in the spans.
func within(spans []Range, i Index) bool {
	if i.Dims() != len(spans) {
		return false // the section that is being sliced is of arrays with other dimensions, too
	}
	for d, r := range spans {
		if !r.has(i.c[d]) {
			return false
		}
	}
	return true
}

// enrollIf makes the elements that are chosen, of those that this PE answers
// for, members of the only section.
func (to *collector) enrollIf(d *wire.Decoder, number uint64, chosen func(Index) bool) {
	if d.Err() != nil {
		return
	}
	for _, el := range to.c.members {
		if w := el.member(to.c).elsewhere; (w == nil || w.taken <= number) && chosen(el.loc.index) {
			to.roster.add(to, el.loc, 0)
		}
	}
	to.c.askStandIns(to, number, chosen)
}

// told takes what an element's method has told: which sections it is in.
func (r *roster) told(to *collector, loc *location, result any) *Error {
	var numbers []int
	switch v := result.(type) {
	case int:
		numbers = []int{v}
	case []int:
		numbers = v
	}
	for _, i := range numbers {
		if i >= r.n {
			err := fmt.Errorf("%v is to be in section %d: there are sections 0 to %d", loc, i, r.n-1)
			return &Error{Chare: loc.String(), Entry: r.info.name, PE: r.k.me, Err: err}
		}
		if i >= 0 {
			r.add(to, loc, i)
		}
	}
	return nil
}

// add makes an element a member of a section, if it is none.
func (r *roster) add(to *collector, loc *location, i int) {
	s := r.k.section(r.first+collID(i), r.of)
	el := loc.here()
	if el == nil {
		r.addAway(to, s, loc, i)
		return
	}
	if el.joins(s, nil) {
		s.members = append(s.members, el)
		r.members[i]++
	}
}

// section returns a section that this PE may hear of for the first time.
func (k *kernel) section(id collID, of *collection) *collection {
	s := k.known(id)
	if s == nil {
		s = &collection{k: k, id: id, class: of.class, kind: section, of: of, root: -1}
		s.add()
	}
	return s
}

// joins makes the chare know that it is in a section, and reports whether it was
// not before.
func (el *element) joins(s *collection, w *elsewhere) bool {
	if el.sections[s.id] != nil {
		return false
	}
	if el.sections == nil {
		el.sections = map[collID]*membership{}
	}
	el.sections[s.id] = &membership{elsewhere: w}
	return true
}

// put writes what the task is to know.
func (r *roster) put(e *wire.Encoder) {
	e.Int32(int32(r.k.me))
	e.Int(len(r.members))
	for _, i := range slices.Sorted(maps.Keys(r.members)) {
		e.Int(i)
		e.Int(r.members[i])
	}
	wire.PutSlice(e, r.found)
}

// form makes sections out of the members here, or takes them apart if there are
// to be none.
func (c *collection) form(from int, args []byte) {
	k := c.k
	d := new(wire.Decoder) // not the kernel's, which what was early uses
	d.Reset(args, k)
	r := k.takeRoster(d)
	for i := 0; i < r.n && d.Err() == nil; i++ {
		root, count, pes := int(d.Int32()), d.Int(), wire.TakeSlice[int32](d)
		s := k.known(r.first + collID(i))
		if s == nil || s.created || len(s.members)+len(s.standIns.all) == 0 {
			continue
		}
		if !slices.Contains(pes, int32(k.me)) {
			s.dismiss()
			k.forget(s.id)
			continue
		}
		if !slices.Contains(pes, int32(root)) {
			d.Fail(fmt.Errorf("chare: a section on PEs %v whose root is PE %d", pes, root))
			break
		}
		s.root, s.count = root, count
		s.place = tree.OverHosts(pes, root, arity, k.hostOf).At(k.me)
		s.created = true
		slices.SortFunc(s.members, compareElements)
		for position, el := range s.members {
			m := el.sections[s.id]
			m.at, m.position = position, position
		}
		s.rounds.positions = len(s.members)
		for _, in := range s.standIns.all {
			in.position = s.rounds.positions
			s.rounds.positions++
		}
		k.releaseEarly(s.id) // another PE may have taken over from a stand-in
		for _, el := range slices.Clone(s.members) {
			el.tryLeave()
		}
	}
	if err := d.Err(); err != nil {
		k.bad(from, err)
	}
}
