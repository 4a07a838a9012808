package chare

import (
	"testing"
)

// leftOfSections returns how much the PEs of a simulation keep for sections.
func leftOfSections(s *simulation) (collections, memberships, futures int) {
	for _, k := range s.kernels {
		futures += k.futures.outstanding()
		for _, of := range k.colls {
			for _, c := range of {
				if c == nil || c == k.gone {
					continue
				}
				if c.kind == section {
					collections++
				}
				for _, el := range c.members {
					memberships += len(el.sections)
				}
			}
		}
	}
	return collections, memberships, futures
}

// mustBeNothingLeft checks that nothing is, once all is quiet.
func mustBeNothingLeft(t *testing.T, seed uint64, task *Task) {
	task.WaitQuiescence()
	if collections, memberships, futures := leftOfSections(task.k.env.(*simulation)); collections+memberships+futures > 0 {
		t.Errorf("seed %d: %d sections, %d memberships and %d futures are left", seed, collections, memberships, futures)
	}
}

func TestReleasedSectionsLeaveNothing(t *testing.T) {
	for seed := range uint64(20) {
		err := Simulate(3, seed, func(task *Task) {
			many := busyProxies{NewArray(task, Dims(9), busyInit, busyArgs{})}
			group := busyProxies{NewGroup(task, busyInit, busyArgs{}, OnPEs(1, 2))}
			sections := append(Split(task, many, 4, busyCount, intArg{0}),
				Slice(task, many, Span(1, 9, 3)), Slice(task, many, Span(8, 9, 1)), Pick(task, many, []Index{Ix(4)}), Combine(task, many, group), Combine(task, group))
			if collections, memberships, _ := leftOfSections(task.k.env.(*simulation)); collections == 0 || memberships == 0 {
				t.Fatal("there are no sections to release")
			}
			for _, s := range sections {
				if s.Len() > 0 { // else nobody sends to sum
					sum := NewFuture[int](task)
					AwaitAll(s.Many, busyWork, busyArgs{In: s.Many, To: sum.Target()})
					sum.Get(task)
				}
				s.Release()
			}
			mustBeNothingLeft(t, seed, task)
			task.Exit(0)
		}, Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func TestFailedSectionsLeaveNothing(t *testing.T) {
	for seed := range uint64(20) {
		err := Simulate(3, seed, func(task *Task) {
			many := busyProxies{NewArray(task, Dims(9), busyInit, busyArgs{})}
			for _, makeSections := range []func(){
				func() { Split(task, many, 1, busyCount, intArg{0}) },
				func() { Pick(task, many, []Index{Ix(1), Ix(9)}) },
			} {
				func() {
					defer func() {
						if recover() == nil {
							t.Error("sections that cannot be are made")
						}
					}()
					makeSections()
				}()
			}
			mustBeNothingLeft(t, seed, task)
			task.Exit(0)
		}, Options{})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// The PEs of a section's tree are those that have members.
func TestATreeHasOnlyPEsWithMembers(t *testing.T) {
	err := Simulate(9, 1, func(task *Task) {
		many := busyProxies{NewArray(task, Dims(18), busyInit, busyArgs{})}
		s := Slice(task, many, Span(3, 18, 5)) // 3, 8, 13: on the PEs 1, 4, 6
		for pe, k := range task.k.env.(*simulation).kernels {
			c := k.known(s.coll.id)
			is := c != nil && c.created
			if want := pe == 1 || pe == 4 || pe == 6; is != want {
				t.Errorf("PE %d is in the tree of the section: %t, want %t", pe, is, want)
			}
		}
		task.Exit(0)
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
}
