package chare

import (
	"fmt"
	"slices"
	"testing"

	"github.com/charm4go/charm/netlayer/inproc"
)

// onHosts returns a Task of PE 0 of a job whose PEs are on these hosts.
func onHosts(t *testing.T, of ...int) *Task {
	t.Helper()
	ports, err := inproc.New(len(of), inproc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{hostOf: of}
	w.add(ports, Options{})
	return &Task{k: w.kernels[0]}
}

func TestHostsHaveTheirPEs(t *testing.T) {
	c := onHosts(t, 0, 1, 0, 2, 1)
	if c.NumHosts() != 3 || c.Host() != 0 {
		t.Errorf("host %d of %d, want 0 of 3", c.Host(), c.NumHosts())
	}
	for host, want := range [][]int{{0, 2}, {1, 4}, {3}} {
		got := c.HostPEs(host)
		if !slices.Equal(got, want) || c.HostFirstPE(host) != want[0] || c.HostNumPEs(host) != len(want) {
			t.Errorf("host %d has %d PEs %v from %d on, want %v", host, c.HostNumPEs(host), got, c.HostFirstPE(host), want)
		}
		for rank, pe := range want {
			if c.PEHost(pe) != host || c.PERank(pe) != rank {
				t.Errorf("PE %d is the %d. of host %d, want the %d. of %d", pe, c.PERank(pe), c.PEHost(pe), rank, host)
			}
		}
		got[0] = -1 // the caller's own
	}
	if c.HostFirstPE(0) != 0 {
		t.Error("what HostPEs returns is not the caller's own")
	}
}

func TestOneHostIfNothingIsSaid(t *testing.T) {
	ports, err := inproc.New(3, inproc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := new(world)
	w.add(ports, Options{})
	c := &Task{k: w.kernels[2]}
	if got := fmt.Sprint(c.Host(), c.NumHosts(), c.HostPEs(0), c.PERank(2)); got != "0 1 [0 1 2] 2" {
		t.Error(got)
	}
}

func TestQuestionsAboutNoPEPanic(t *testing.T) {
	c := onHosts(t, 0, 0)
	for name, ask := range map[string]func(){
		"PEHost":  func() { c.PEHost(2) },
		"PERank":  func() { c.PERank(-1) },
		"HostPEs": func() { c.HostPEs(1) },
		"root":    func() { TreeOver(c, 2) },
		"member":  func() { TreeOver(c, 0, 1, 2) },
		"outside": func() { TreeOver(c, 0, 0).Parent(1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			ask()
		}()
	}
}

func TestTreeReachesAllOnceAndHostsOnce(t *testing.T) {
	of := make([]int, 40)
	for pe := range of {
		of[pe] = pe % 3
	}
	c := onHosts(t, of...)
	for _, test := range []struct {
		root int
		pes  []int
		want int // how many
	}{{0, nil, 40}, {17, nil, 40}, {5, []int{5, 1, 2, 38}, 4}, {3, []int{9, 9, 4}, 3}, {8, []int{8}, 1}} {
		tree := TreeOver(c, test.root, test.pes...)
		below := tree.Below(test.root)
		entered := 0
		for _, pe := range below {
			children := tree.Children(pe)
			if len(children) > 2*arity {
				t.Errorf("root %d: PE %d has children %v", test.root, pe, children)
			}
			for _, child := range children {
				if tree.Parent(child) != pe {
					t.Errorf("root %d: the parent of PE %d is %d, not %d", test.root, child, tree.Parent(child), pe)
				}
				if of[child] != of[pe] {
					entered++
				}
			}
		}
		slices.Sort(below)
		if len(slices.Compact(below)) != test.want || tree.Parent(test.root) != -1 {
			t.Errorf("root %d: it reaches %v, want %d PEs", test.root, below, test.want)
		}
		if entered > 2 {
			t.Errorf("root %d: hosts are entered %d times", test.root, entered)
		}
	}
}
