package boot

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The tests of whole jobs start this test binary again, as launcher and as PEs:
// programEnv names which of the programs below it is then.
const programEnv = "CHARM_BOOT_TEST"

func TestMain(m *testing.M) {
	if name := os.Getenv(programEnv); name != "" {
		programs[name]()
		fmt.Fprintf(os.Stderr, "program %s has returned\n", name)
		os.Exit(99)
	}
	os.Exit(m.Run())
}

// begin is what each program starts with. After it, the program is a PE.
func begin() *Process {
	p, err := Begin(Config{Args: os.Args, Registry: 1})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return p
}

// hang is a PE in a long calculation.
func hang() { time.Sleep(time.Minute) }

// finish ends the job with code 0 when all PEs have called it: the others tell
// PE 0 by a message, and leave.
func finish(p *Process) {
	if p.Port.PE() > 0 {
		p.Port.Reserve(0, 1)
		p.Port.Commit(1)
		p.Leave()
	}
	for missing := p.Port.NumPEs() - 1; missing > 0; {
		p.Port.Wait(-1)
		for _, m, err := p.Port.Recv(); m != nil || err != nil; _, m, err = p.Port.Recv() {
			if err != nil {
				panic(err)
			}
			p.Port.Release()
			missing--
		}
	}
	p.Exit(0)
}

// A testJob is a job that a test has started.
type testJob struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	waited         chan error
	read           chan struct{} // closed when stderr is complete, if the test reads it itself
}

// patience is how long a job may take before a test gives up. It is no measure
// of how long jobs take.
const patience = 20 * time.Second

// startJob starts a program of this test binary with the arguments.
func startJob(t *testing.T, program string, args ...string) *testJob {
	t.Helper()
	return startCommand(t, program, exec.Command(os.Args[0], args...))
}

func startCommand(t *testing.T, program string, cmd *exec.Cmd) *testJob {
	t.Helper()
	j := &testJob{t: t, cmd: cmd, waited: make(chan error, 1)}
	cmd.Env = append(os.Environ(), programEnv+"="+program, "GOTRACEBACK=none",
		"GORACE=atexit_sleep_ms=0")
	if cmd.Stdout == nil {
		cmd.Stdout = &j.stdout
	}
	if cmd.Stderr == nil {
		cmd.Stderr = &j.stderr
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { j.waited <- cmd.Wait() }()
	return j
}

// code waits for the end and returns the exit code, -1 for a signal.
func (j *testJob) code() int {
	j.t.Helper()
	select {
	case err := <-j.waited:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			j.t.Fatal(err)
		}
	case <-time.After(patience):
		j.cmd.Process.Kill()
		<-j.waited
		j.t.Fatalf("the job does not end; stdout %q, stderr %q", &j.stdout, &j.stderr)
	}
	return j.cmd.ProcessState.ExitCode()
}

// want waits for the end and checks the exit code and that each of the texts is
// in stderr, once.
func (j *testJob) want(code int, texts ...string) {
	j.t.Helper()
	if got := j.code(); got != code {
		j.t.Errorf("exit code %d, want %d; stderr:\n%s", got, code, &j.stderr)
	}
	for _, text := range texts {
		if n := strings.Count(j.stderr.String(), text); n != 1 {
			j.t.Errorf("%q is in stderr %d times, want once:\n%s", text, n, &j.stderr)
		}
	}
}

// lastLine returns the last line of stderr.
func (j *testJob) lastLine() string {
	lines := strings.Split(strings.TrimSpace(j.stderr.String()), "\n")
	return lines[len(lines)-1]
}

// sayPID prints a line from which tests know the process.
func sayPID() { fmt.Println("pid", os.Getpid()) }

// pids returns the processes that have said so.
func pids(text string) (pids []int) {
	for line := range strings.Lines(text) {
		var pid int
		if n, _ := fmt.Sscanf(line, "pid %d\n", &pid); n == 1 {
			pids = append(pids, pid)
		}
	}
	return pids
}

// alive reports whether the process exists and is no zombie.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return !errors.Is(err, os.ErrNotExist) && syscall.Kill(pid, 0) == nil
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(state, "Z") && !strings.HasPrefix(state, "X")
}

// wantGone checks that the processes end, soon.
func wantGone(t *testing.T, pids []int) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		var left []int
		for _, pid := range pids {
			if alive(pid) {
				left = append(left, pid)
			}
		}
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("processes %v of %v are left", left, pids)
		}
	}
}
