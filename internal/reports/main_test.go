package reports

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charm4go/charm/chare"
)

//go:generate go run ../../cmd/charmgen

// The tests of jobs start this test binary again, as launcher and as PEs:
// programEnv names the program that it is then.
const programEnv = "CHARM_REPORTS"

// traceEnv names the file of a trace that the program itself wants.
const traceEnv = "CHARM_REPORTS_TRACE"

// programs are what the test binary can be.
var programs = map[string]func(*chare.Task){
	"busy":    busyProgram,
	"profile": profileProgram,
	"trace":   traceProgram,
}

func TestMain(m *testing.M) {
	if name := os.Getenv(programEnv); name != "" {
		chare.Main(programs[name], chare.Options{Trace: chare.Tracing{File: os.Getenv(traceEnv)}})
	}
	os.Exit(m.Run())
}

// A job is a program of this test binary that runs as processes.
type job struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdin          io.WriteCloser
	stdout, stderr lockedBuffer
}

// start starts a program with the words of a command line.
func start(t *testing.T, program string, words ...string) *job {
	t.Helper()
	j := &job{t: t, cmd: exec.Command(os.Args[0], words...)}
	j.cmd.Env = append(os.Environ(), programEnv+"="+program)
	j.cmd.Stdout, j.cmd.Stderr = &j.stdout, &j.stderr
	stdin, err := j.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	j.stdin = stdin
	if err := j.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.cmd.Process.Kill() })
	return j
}

// patience is how long anything may take before a test gives up. It is no
// measure of how long it takes.
const patience = 20 * time.Second

// until waits until an output of the job has a text.
func (j *job) until(output *lockedBuffer, text string) {
	j.t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(output.String(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			j.t.Fatalf("the job does not say %q: stdout\n%s\nstderr\n%s", text, j.stdout.String(), j.stderr.String())
		}
	}
}

// want waits for the end and checks the exit code, and that stderr has the
// texts.
func (j *job) want(code int, texts ...string) {
	j.t.Helper()
	timer := time.AfterFunc(patience, func() { j.cmd.Process.Kill() })
	defer timer.Stop()
	j.cmd.Wait()
	if got := j.cmd.ProcessState.ExitCode(); got != code {
		j.t.Errorf("exit code %d, want %d; stderr:\n%s", got, code, j.stderr.String())
	}
	wantTexts(j.t, j.stderr.String(), texts...)
}

func wantTexts(t *testing.T, got string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got, text) {
			t.Errorf("%q is not in\n%s", text, got)
		}
	}
}

// A lockedBuffer can be read while it is written.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
