package hosts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgramsOnFourHosts runs what users run.
func TestProgramsOnFourHosts(t *testing.T) {
	l := newLab(t)
	text := l.write("text", strings.Repeat("the quick brown fox jumps over the lazy dog\n", 20_000))
	for _, c := range []struct {
		args string
		want string
	}{
		{"+p8 ./examples/hello", "Hi[21] from element 4 on PE 4"},
		{"+p4 ./examples/jacobi2d 128 32", "converged after 90 iterations"},
		{"+p8 ./examples/jacobi2d 256 32", "8 PEs"},
		{"+p6 ./examples/wordcount " + text, "the"},
		{"+p4 ./examples/stencil3d 32 16 100", "100 iterations, 4 PEs"},
		{"+p4 ./examples/fib 25", "75025"},
		{"+p8 +balancer GreedyRefineLB ./examples/particle", "particles before: 10000, after: 10000"},
		{"+p8 ./internal/hosts/testdata/stress 500", "500 rounds on 4 hosts are right"},
	} {
		j := l.start("nodes", strings.Fields(c.args)...)
		if code := j.code(patience); code != 0 || !strings.Contains(j.stdout.String(), c.want) {
			t.Errorf("%s: exit code %d, stdout %s, stderr %s; want %q", c.args, code, &j.stdout, &j.stderr, c.want)
		}
		t.Logf("%s:\n%s%s", c.args, &j.stdout, &j.stderr)
	}
	l.wantGone()
}

// TestTraceOfFourHosts: the PEs of all hosts hand their parts in.
func TestTraceOfFourHosts(t *testing.T) {
	l := newLab(t)
	file := filepath.Join(t.TempDir(), "t.json")
	j := l.start("nodes", "+p8", "+trace", file, "./examples/jacobi2d", "256", "32")
	if code := j.code(patience); code != 0 {
		t.Fatalf("exit code %d, stderr %s", code, &j.stderr)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var trace struct {
		OtherData   struct{ Hosts []string }
		TraceEvents []struct {
			Name     string
			PID, TID int
		}
		End struct{ PEs, Events int }
	}
	if err := json.Unmarshal(text, &trace); err != nil {
		t.Fatal(err)
	}
	runs := map[[2]int]int{} // of a method, by host and PE, both from 1
	for _, e := range trace.TraceEvents {
		if e.Name == "jacobi2d.Block.Init" {
			runs[[2]int{e.PID, e.TID}]++
		}
	}
	if len(trace.OtherData.Hosts) != 4 || trace.End.PEs != 8 || len(runs) != 8 {
		t.Errorf("hosts %q, end %+v, runs by host and PE %v: want four hosts with two PEs each", trace.OtherData.Hosts, trace.End, runs)
	}
	t.Logf("hosts %q, %+v, %v\n%s", trace.OtherData.Hosts, trace.End, runs, &j.stderr)
	l.wantGone()
}
