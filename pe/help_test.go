package pe_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/charm4go/charm/pe"
)

// A task is an item that waits: as often as it has waits, for a leaf to wake it.
type task struct {
	r      *rig
	name   string
	wait   func()
	waits  int
	strand *pe.Strand // while it waits
}

func (i *task) Run() {
	if i.r.Refuse(i) {
		return
	}
	i.r.note("%s begins", i.name)
	for n := range i.waits {
		i.strand = i.r.Current()
		i.wait()
		i.r.note("%s goes on %d", i.name, n)
	}
}

// A leaf is an item that does not wait.
type leaf func()

func (l leaf) Run() { l() }

// errands is a random program: tasks, each woken by one of the leaves that wake,
// among leaves that panic, items that are functions, and leaves that make others.
func errands(r *rig, seed uint64, wait func()) {
	random := rand.New(rand.NewPCG(seed, 0))
	var tasks []*task
	wake := func() {
		for _, i := range tasks {
			if s := i.strand; s != nil && random.IntN(2) == 0 {
				i.strand = nil
				r.Push(s)
				if random.IntN(3) == 0 {
					return
				}
			}
		}
	}
	waiting := func() bool { return slices.ContainsFunc(tasks, func(i *task) bool { return i.strand != nil }) }
	var n int
	var more func()
	more = func() {
		n++
		name := n
		var it pe.Item = leaf(func() { r.note("leaf %d", name); wake() })
		switch random.IntN(8) {
		case 0:
			it = pe.Func(func() { r.note("function %d", name); wake() })
		case 1:
			it = leaf(func() { r.note("leaf %d panics", name); panic(name) })
		case 2:
			i := &task{r: r, name: fmt.Sprint("task ", name), wait: wait, waits: random.IntN(4)}
			tasks = append(tasks, i)
			it = i
		case 3:
			it = leaf(func() { r.note("leaf %d makes more", name); more(); more() })
		}
		if random.IntN(4) == 0 {
			r.PushFront(it)
		} else {
			r.Push(it)
		}
	}
	for range 40 {
		more()
	}
	var end leaf
	end = func() {
		if wake(); r.Queued() > 0 || waiting() {
			r.Push(end)
			return
		}
		r.Stop()
	}
	r.Push(end)
	r.Run()
}

func TestHelpKeepsTheOrderOfSuspend(t *testing.T) {
	for seed := range uint64(300) {
		a, b := newRig(t, pe.Options{}), newRig(t, pe.Options{})
		errands(a, seed, func() { a.Suspend() })
		errands(b, seed, func() { b.Help() })
		if !slices.Equal(a.trace, b.trace) || !slices.Equal(a.panicked, b.panicked) {
			t.Fatalf("seed %d:\nSuspend %q\nHelp    %q", seed, a.trace, b.trace)
		}
	}
}

func TestHelpRunsLeavesOnTheSameStack(t *testing.T) {
	r := newRig(t, pe.Options{})
	i := &task{r: r, name: "task", waits: 1}
	var below *pe.Strand
	i.wait = func() {
		r.Push(leaf(func() {
			below = r.Current()
			r.Push(i.strand)
		}))
		r.Help()
		if below != r.Current() {
			t.Error("the leaf ran elsewhere")
		}
		r.Stop()
	}
	r.Push(i)
	r.Run()
	r.want(t, "task begins", "task goes on 0")
}

func TestHelpIsSuspendWhenStopped(t *testing.T) {
	r := newRig(t, pe.Options{})
	i := &task{r: r, name: "task", waits: 1}
	i.wait = func() {
		r.Push(leaf(r.Stop))
		defer r.note("unwound")
		r.Help()
	}
	r.Push(i)
	r.Run()
	r.want(t, "task begins", "unwound")
}
