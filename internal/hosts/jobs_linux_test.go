package hosts

import (
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
