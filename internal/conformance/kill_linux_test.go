package conformance

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// buildJacobi builds the example that the tests below kill.
func buildJacobi(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jacobi2d")
	cmd := exec.Command("go", "build", "-o", path, "github.com/charm4go/charm/examples/jacobi2d")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// startJacobi starts it on 4 PEs, with work for many seconds, and returns the
// processes of the PEs once each is at work.
func startJacobi(t *testing.T, path string) (j *testJob, pes []int) {
	t.Helper()
	j = start(t, exec.Command(path, "+p4", "6000", "500"))
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		pes = slices.DeleteFunc(processes(path), func(pid int) bool { return pid == j.cmd.Process.Pid })
		if len(pes) == 4 && !slices.ContainsFunc(pes, func(pid int) bool { return ticks(pid) < 5 }) {
			return j, pes
		}
		if time.Now().After(deadline) {
			t.Fatalf("processes %v of 4 are at work; the job says:\n%s%s", pes, &j.stdout, &j.stderr)
		}
	}
}

// processes lists those that run a program, in the order in which they were
// started.
func processes(path string) (pids []int) {
	entries, _ := os.ReadDir("/proc")
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if exe, _ := os.Readlink("/proc/" + e.Name() + "/exe"); err == nil && strings.HasPrefix(exe, path) {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// ticks is how much CPU time a process has used, in 10 ms.
func ticks(pid int) int {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	if len(fields) < 12 {
		return 0
	}
	n, _ := strconv.Atoi(fields[11])
	return n
}

// A job ends within 2 s of the death of one of its PEs. Other work on this
// machine may slow down one try, but not always.
func TestKilledPEEndsTheJob(t *testing.T) {
	path := buildJacobi(t)
	for pe := range 4 {
		for try := 1; ; try++ {
			j, pes := startJacobi(t, path)
			killed := time.Now()
			syscall.Kill(pes[pe], syscall.SIGKILL)
			code := j.wait()
			took := time.Since(killed)
			if code != 128+9 {
				t.Errorf("exit code %d, want %d", code, 128+9)
			}
			want := fmt.Sprintf("PE %d (pid %d) was killed by signal 9 (killed); the job ends", pe, pes[pe])
			if lines := strings.Split(strings.TrimSpace(j.stderr.String()), "\n"); !strings.Contains(lines[len(lines)-1], want) {
				t.Errorf("the last line does not say %q:\n%s", want, &j.stderr)
			}
			if left := processes(path); len(left) > 0 {
				t.Errorf("processes %v are left", left)
			}
			t.Logf("the job ends %v after the death of PE %d", took, pe)
			if took < 2*time.Second {
				break
			}
			if try == 3 {
				t.Error("which is too late")
				break
			}
		}
	}
}

func TestKilledLauncherLeavesNothing(t *testing.T) {
	path := buildJacobi(t)
	before := sharedMemory(t)
	j, pes := startJacobi(t, path)
	j.cmd.Process.Kill()
	// Not j.wait: the output's pipes stay open as long as a PE has them.
	for deadline := time.Now().Add(patience); len(processes(path)) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("processes %v of %v are left", processes(path), pes)
		}
	}
	j.wait()
	if after := sharedMemory(t); !slices.Equal(after, before) {
		t.Errorf("/dev/shm holds %v, held %v", after, before)
	}
}

// sharedMemory lists what of /dev/shm a job could have made.
func sharedMemory(t *testing.T) (names []string) {
	entries, err := os.ReadDir("/dev/shm")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), "charm") {
			names = append(names, e.Name())
		}
	}
	return names
}
