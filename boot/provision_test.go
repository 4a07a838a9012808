package boot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charm4go/charm/internal/topology"
)

func init() {
	programs["places"] = func() {
		p := begin()
		fmt.Println("PE", p.Port.PE(), "on", affinity())
		finish(p)
	}
}

// machine returns one of sockets, cores of each, and hardware threads of each of
// those, numbered one after the other.
func machine(sockets, cores, threads int) topology.Machine {
	folder, n := fstest.MapFS{}, 0
	for socket := range sockets {
		for core := range cores {
			for range threads {
				folder[fmt.Sprintf("cpu%d/topology/physical_package_id", n)] = &fstest.MapFile{Data: fmt.Append(nil, socket)}
				folder[fmt.Sprintf("cpu%d/topology/core_id", n)] = &fstest.MapFile{Data: fmt.Append(nil, core)}
				n++
			}
		}
	}
	cpus := make([]int, n)
	for i := range cpus {
		cpus[i] = i
	}
	return topology.Read(folder, cpus)
}

func TestPEsByWhatHostsHave(t *testing.T) {
	server, laptop := supply{machine(2, 8, 2), 32}, supply{machine(1, 4, 1), 4}
	container := supply{server.Machine, 3} // by a quota
	for _, c := range []struct {
		words string
		hosts []supply
		want  string
	}{
		{"++processPerHost 3", []supply{server, laptop}, "[3 3] <nil>"},
		{"++processPerSocket 2", []supply{server, laptop}, "[4 2] <nil>"},
		{"++processPerCore 1", []supply{server, laptop}, "[16 4] <nil>"},
		{"++processPerPU 2", []supply{server, laptop}, "[64 8] <nil>"},
		{"+pauto", []supply{server, laptop}, "[32 4] <nil>"},
		{"++auto-provision", []supply{laptop}, "[4] <nil>"},
		{"++autoProvision +p auto", []supply{laptop}, "[4] <nil>"},
		// No more units count than CPUs may be used at a time.
		{"+pauto", []supply{container}, "[3] <nil>"},
		{"++processPerCore 2", []supply{container}, "[6] <nil>"},
		{"++processPerSocket 8", []supply{container}, "[16] <nil>"},
		{"++processPerHost 5", []supply{container}, "[5] <nil>"},
		{"++processPerCore 1", []supply{{nil, 1}}, "[1] <nil>"}, // nothing is known
		// What is left out does not count.
		{"++processPerCore 1 +excludecore 0", []supply{server, laptop}, "[16 3] <nil>"},
		{"++processPerCore 1 +excludecore 0 +excludecore 1", []supply{server, laptop}, "[15 2] <nil>"},
		{"+pauto +excludecore 3", []supply{laptop}, "[3] <nil>"},
		// +p may only say the same.
		{"+p20 ++processPerCore 1", []supply{server, laptop}, "[16 4] <nil>"},
		{"++n 4 +pauto", []supply{laptop}, "[4] <nil>"},
		{"+p8 ++processPerCore 1", []supply{server, laptop}, "[] +p 8: ++processPerCore 1 makes 20 PEs on 2 hosts; leave one of the two out"},
		{"+p3 +pauto", []supply{laptop}, "[] +p 3: +pauto makes 4 PEs here; leave one of the two out"},
		{"++processPerPU 1000", []supply{laptop, laptop}, "[] ++processPerPU 1000: that makes 8000 PEs on 2 hosts, want at most 4096"},
	} {
		s, _, err := Parse(strings.Fields(c.words))
		if err != nil {
			t.Errorf("%s: %v", c.words, err)
			continue
		}
		counts, err := s.Placement.provide(c.hosts, s.PEs)
		if got := fmt.Sprint(counts, " ", err); got != c.want {
			t.Errorf("%s: %s, want %s", c.words, got, c.want)
		}
	}
}

// TestPEsAreOnTheirUnits: the processes that there are, and where the kernel lets
// them run.
func TestPEsAreOnTheirUnits(t *testing.T) {
	here := supplyHere()
	for _, per := range []topology.Unit{topology.Host, topology.Socket, topology.Core, topology.PU} {
		for each := 1; each <= 2; each++ {
			option := "++processPer" + strings.ToUpper(per.String()[:1]) + per.String()[1:]
			p := provision{Each: each, Per: per}
			pes := p.pes(here, nil)
			if pes > 16 {
				continue
			}
			j := startJob(t, "places", option, fmt.Sprint(each), "+setcpuaffinity", "+showcpuaffinity")
			j.want(0)
			var want []string
			for pe, cpus := range p.deal(here.Machine)[:pes] {
				want = append(want, fmt.Sprintln("PE", pe, "on", cpus))
				if told := fmt.Sprintf("PE %d runs on %s\n", pe, cpuNames(cpus)); !strings.Contains(j.stderr.String(), told) {
					t.Errorf("%s %d: stderr %q, want %q", option, each, &j.stderr, told)
				}
			}
			got := slices.Sorted(strings.Lines(j.stdout.String()))
			if slices.Sort(want); !slices.Equal(got, want) {
				t.Errorf("%s %d: stdout %q, want %q", option, each, got, want)
			}
		}
	}
}

// TestPEsForCPUsOfTheMask: of a machine with more CPUs, one may be used.
func TestPEsForCPUsOfTheMask(t *testing.T) {
	cpus := affinity()
	last := cpus[len(cpus)-1]
	thread := newThread()
	defer thread.close()
	for _, word := range []string{"++processPerSocket 1", "++processPerCore 1", "++processPerPU 1", "++auto-provision"} {
		var j *testJob
		thread.do(func() {
			if err := bindThread(last); err != nil {
				t.Error(err)
			}
			j = startJob(t, "places", strings.Fields(word)...)
		})
		j.want(0)
		if got, want := j.stdout.String(), fmt.Sprintln("PE", 0, "on", []int{last}); got != want {
			t.Errorf("%s: stdout %q, want %q", word, got, want)
		}
	}
}

func TestProvisionThatDoesNotAgreeEndsBeforeTheStart(t *testing.T) {
	startJob(t, "places", "+p7", "++processPerHost", "3").want(2, "+p 7: ++processPerHost 3 makes 3 PEs here; leave one of the two out")
}
