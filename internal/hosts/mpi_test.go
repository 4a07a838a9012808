package hosts

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMPI runs programs by Open MPI's mpirun: the processes that it starts are
// one job, of as many PEs.
func TestMPI(t *testing.T) {
	need(t, "mpi")
	for program, want := range map[string]string{
		"./examples/hello 4":                   "from element 3 on PE 3",
		"./internal/hosts/testdata/stress 100": "100 rounds on 1 hosts are right",
	} {
		name, arg, _ := strings.Cut(program, " ")
		cmd := exec.Command("mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "4", build(t, name), arg)
		cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir()) // for its sessions
		if out, err := output(cmd); err != nil || !strings.Contains(out, want) || strings.Count(out, want) != 1 {
			t.Errorf("%q: %v: %s; want %q once", cmd.Args, err, out, want)
		}
	}
}
