package tree

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func ExampleOf() {
	t := Of(0, 9, 2)
	for pe := range 9 {
		at := t.At(pe)
		fmt.Println(pe, "below", at.Parent, "above", at.Children)
	}
	// Output:
	// 0 below -1 above [1 5]
	// 1 below 0 above [2 4]
	// 2 below 1 above [3]
	// 3 below 2 above []
	// 4 below 1 above []
	// 5 below 0 above [6 8]
	// 6 below 5 above [7]
	// 7 below 6 above []
	// 8 below 5 above []
}

// Four hosts of three PEs; of the members two are on PE 4's host.
func ExampleOverHosts() {
	members := []int32{0, 1, 2, 4, 5, 7, 9, 10, 11}
	t := OverHosts(members, 4, 2, func(pe int) int { return pe / 3 })
	for _, pe := range members {
		at := t.At(int(pe))
		fmt.Println(pe, "below", at.Parent, "above", at.Children)
	}
	// Output:
	// 0 below 4 above [7 1 2]
	// 1 below 0 above []
	// 2 below 0 above []
	// 4 below -1 above [0 9 5]
	// 5 below 4 above []
	// 7 below 0 above []
	// 9 below 4 above [10 11]
	// 10 below 9 above []
	// 11 below 9 above []
}

// depths walks down from the root and returns how far below it each PE is.
// On the way it checks that parents and children agree and that no PE is
// reached twice.
func depths(t *testing.T, at func(pe int) Place, root int) map[int]int {
	t.Helper()
	depth := map[int]int{root: 0}
	if p := at(root).Parent; p != -1 {
		t.Fatalf("the parent of root %d is %d, want -1", root, p)
	}
	for queue := []int{root}; len(queue) > 0; queue = queue[1:] {
		pe := queue[0]
		for _, child := range at(pe).Children {
			c := int(child)
			if _, twice := depth[c]; twice {
				t.Fatalf("PE %d is reached twice, again from %d", c, pe)
			}
			if p := at(c).Parent; p != pe {
				t.Fatalf("PE %d is a child of %d, but its parent is %d", c, pe, p)
			}
			depth[c] = depth[pe] + 1
			queue = append(queue, c)
		}
	}
	return depth
}

// levels returns the depth of a tree of n labels that is as full as can be.
func levels(n, arity int) (depth int) {
	for reach, width := 1, 1; reach < n; depth++ {
		width *= arity
		reach += width
	}
	return depth
}

func TestTreeReachesEveryPEOnceAndIsAsFlatAsCanBe(t *testing.T) {
	for n := 1; n <= 40; n++ {
		for arity := 1; arity <= 5; arity++ {
			for root := range n {
				tree := Of(root, n, arity)
				depth := depths(t, tree.At, root)
				if len(depth) != n {
					t.Fatalf("Of(%d, %d, %d) reaches %d PEs, want all", root, n, arity, len(depth))
				}
				for pe, d := range depth {
					if most := levels(n, arity); d > most {
						t.Fatalf("Of(%d, %d, %d): PE %d is %d deep, want at most %d", root, n, arity, pe, d, most)
					}
					if k := len(tree.At(pe).Children); k > arity {
						t.Fatalf("Of(%d, %d, %d): PE %d has %d children", root, n, arity, pe, k)
					}
				}
			}
		}
	}
}

func TestPEsBelowAPEAreARange(t *testing.T) {
	for n := 1; n <= 40; n++ {
		for _, root := range []int{0, n / 2, n - 1} {
			tree := Of(root, n, 3)
			for pe := range n {
				if pe == root {
					continue
				}
				below := []int{pe}
				for i := 0; i < len(below); i++ {
					for _, c := range tree.At(below[i]).Children {
						below = append(below, int(c))
					}
				}
				slices.Sort(below)
				width := below[len(below)-1] - below[0] + 1
				if below[0] < root && root < below[len(below)-1] {
					width-- // the root is above its neighbours
				}
				if width != len(below) {
					t.Fatalf("Of(%d, %d, 3): below PE %d are %v, want a range", root, n, pe, below)
				}
			}
		}
	}
}

// someMembers picks a set of PEs out of 200, and one of them.
func someMembers(rnd *rand.Rand) (members []int32, root int) {
	for _, pe := range rnd.Perm(200)[:1+rnd.IntN(200)] {
		members = append(members, int32(pe))
	}
	return members, int(members[0])
}

func TestSetReachesEveryMemberOnceAndIsAsFlatAsCanBe(t *testing.T) {
	for seed := range uint64(100) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		members, root := someMembers(rnd)
		arity := 1 + rnd.IntN(5)
		depth := depths(t, Over(members, root, arity).At, root)
		for _, pe := range members {
			d, reached := depth[int(pe)]
			if most := levels(len(members), arity); !reached || d > most {
				t.Fatalf("seed %d: member %d is reached: %v, %d deep, want at most %d", seed, pe, reached, d, most)
			}
		}
		if len(depth) != len(members) {
			t.Fatalf("seed %d: %d PEs are reached, want the %d members", seed, len(depth), len(members))
		}
	}
}

func TestEachHostIsEnteredOnce(t *testing.T) {
	for seed := range uint64(100) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		members, root := someMembers(rnd)
		arity := 1 + rnd.IntN(5)
		numHosts := 1 + rnd.IntN(20)
		host := func(pe int) int { return pe * numHosts / 200 }
		if seed%2 == 1 {
			host = func(pe int) int { return pe % numHosts } // dealt out cyclically
		}
		tree := OverHosts(members, root, arity, host)
		depth := depths(t, tree.At, root)
		if len(depth) != len(members) {
			t.Fatalf("seed %d: %d PEs are reached, want the %d members", seed, len(depth), len(members))
		}
		entered := map[int]int{host(root): 1}
		for _, pe := range members {
			at := tree.At(int(pe))
			if at.Parent >= 0 && host(at.Parent) != host(int(pe)) {
				entered[host(int(pe))]++
			}
			if len(at.Children) > 2*arity {
				t.Fatalf("seed %d: PE %d has %d children, want at most 2×%d", seed, pe, len(at.Children), arity)
			}
		}
		for h, times := range entered {
			if times != 1 {
				t.Fatalf("seed %d: host %d is entered %d times", seed, h, times)
			}
		}
	}
}

func TestMembersMayBeInAnyOrderAndTwice(t *testing.T) {
	sorted := Over([]int32{1, 3, 5, 7, 9}, 5, 2)
	mixed := Over([]int32{7, 3, 9, 5, 1, 3, 5}, 5, 2)
	for _, pe := range []int{1, 3, 5, 7, 9} {
		if got, want := mixed.At(pe), sorted.At(pe); !reflect.DeepEqual(got, want) {
			t.Errorf("PE %d: %v, want %v as for sorted members", pe, got, want)
		}
	}
}

func TestMistakesPanicWithAnExplanation(t *testing.T) {
	for want, f := range map[string]func(){
		"tree: the root is PE 4, want one of the 4 PEs":     func() { Of(4, 4, 2) },
		"tree: the arity is 0, want at least 1":             func() { Of(0, 4, 0) },
		"tree: PE -1 is not one of the 4 PEs":               func() { Of(0, 4, 2).At(-1) },
		"tree: the root, PE 2, is not one of the 2 members": func() { Over([]int32{1, 3}, 2, 2) },
		"tree: PE 2 is not one of the 2 members":            func() { Over([]int32{1, 3}, 3, 2).At(2) },
		"tree: the root, PE 0, is not one of the 0 members": func() { Over(nil, 0, 2) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panic is %v, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

func BenchmarkAt(b *testing.B) {
	for _, n := range []int{2, 100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			tree := Of(0, n, 4)
			for b.Loop() {
				tree.At(n - 1)
			}
		})
	}
}
