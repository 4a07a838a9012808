package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/charm4go/charm/chare"
)

// The tests of jobs start this test binary again, as launcher and as PEs:
// programEnv names the program that it is then.
const programEnv = "CHARM_CONFORMANCE"

func TestMain(m *testing.M) {
	if name := os.Getenv(programEnv); name != "" {
		chare.Main(program(name))
	}
	os.Exit(m.Run())
}

// program returns what the test binary can be: all scenarios, or one ending.
func program(name string) func(*chare.Task) {
	if name == "scenarios" {
		return Program(func(name string) { fmt.Println(name) }, Scenarios...)
	}
	for _, e := range Endings {
		if e.Name == name {
			return e.Run
		}
	}
	fmt.Fprintf(os.Stderr, "there is no program %q\n", name)
	os.Exit(2)
	panic("unreachable")
}

// A testJob is a job that a test has started.
type testJob struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	waited         chan error
}

// patience is how long a job may take before a test gives up. It is no measure
// of how long jobs take.
const patience = 2 * time.Minute

// startJob starts a program of this test binary, with options of the run.
func startJob(t *testing.T, program string, words ...string) *testJob {
	t.Helper()
	cmd := exec.Command(os.Args[0], words...)
	cmd.Env = append(os.Environ(), programEnv+"="+program, "GORACE=atexit_sleep_ms=0")
	return start(t, cmd)
}

// start starts a command as a job.
func start(t *testing.T, cmd *exec.Cmd) *testJob {
	t.Helper()
	j := &testJob{t: t, cmd: cmd, waited: make(chan error, 1)}
	cmd.Stdout, cmd.Stderr = &j.stdout, &j.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { j.waited <- cmd.Wait() }()
	return j
}

// wait waits for the end and returns the exit code, -1 for a signal.
func (j *testJob) wait() int {
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
		j.t.Fatalf("the job does not end; it says:\n%s%s", &j.stdout, &j.stderr)
	}
	return j.cmd.ProcessState.ExitCode()
}
