package boot

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// surveyProgram says what it does, and ends when stdin does.
func surveyProgram() {
	p := begin()
	p.OnReport(func() string { return fmt.Sprintf("PE %d does this\n    and that", p.Port.PE()) })
	sayPID()
	if p.Port.PE() == 0 {
		os.Stdin.Read(make([]byte, 1))
		p.Exit(0)
	}
	hang()
}

func TestSurveyIsInOrderAndNamesWhoIsSilent(t *testing.T) {
	s := &survey{begun: time.Now(), asked: []int{0, 2, 3}, answers: map[int]string{}}
	for _, test := range []struct {
		pe       int
		text     string
		complete bool
	}{{3, "PE 3: idle", false}, {0, "PE 0: idle\n    waits\n", false}} {
		if got := s.add(test.pe, test.text); got != test.complete {
			t.Errorf("after PE %d: complete is %v", test.pe, got)
		}
	}
	want := "PE 0: idle\n    waits\nPE 2 has not answered within 2s: its process is stopped, or gets no CPU\nPE 3: idle\n"
	if got := s.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if !s.add(2, "PE 2: idle") {
		t.Error("not complete with the last")
	}
}

// surveyed starts a job whose stderr the test reads line by line, and which ends
// with the reading end of its stdin.
func surveyed(t *testing.T, args ...string) (j *testJob, pids []int, stderr *bufio.Scanner, end func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	pipes, err := newPipes(3)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = pipes[0].r, pipes[1].w, pipes[2].w
	j = startCommand(t, "survey", cmd)
	pipes[0].r.Close()
	pipes[1].w.Close()
	pipes[2].w.Close()
	t.Cleanup(func() {
		pipes[0].w.Close()
		pipes[1].r.Close()
		pipes[2].r.Close()
	})
	n := 1
	if len(args) > 0 {
		n = number(t, args[0][2:])
	}
	return j, readPIDs(t, pipes[1].r, n), bufio.NewScanner(pipes[2].r), func() { pipes[0].w.Close() }
}

// wantLines checks the next lines of a text.
func wantLines(t *testing.T, text *bufio.Scanner, lines ...string) {
	t.Helper()
	for _, want := range lines {
		if !text.Scan() || text.Text() != want {
			t.Fatalf("stderr %q, want %q", text.Text(), want)
		}
	}
}

// SIGQUIT to the launcher, to a PE, or to all at once as by a terminal: each time
// the job tells once what it does, and goes on.
func TestSIGQUITReportsAndTheJobGoesOn(t *testing.T) {
	j, pids, stderr, end := surveyed(t, "+p3", "++verbose")
	launcher := j.cmd.Process.Pid
	for joined := 0; joined < 3; { // so that the launcher asks all
		if !stderr.Scan() {
			t.Fatalf("%d PEs have joined", joined)
		}
		if strings.HasSuffix(stderr.Text(), ": running") {
			joined++
		}
	}
	for _, targets := range [][]int{{launcher}, {pids[1]}, append(pids, launcher)} {
		for _, pid := range targets {
			syscall.Kill(pid, syscall.SIGQUIT)
		}
		wantLines(t, stderr, "charmrun: what the PEs are doing (SIGQUIT):")
		for pe := range 3 {
			wantLines(t, stderr, fmt.Sprintf("PE %d does this", pe), "    and that")
		}
		time.Sleep(surveyPause)
	}
	end()
	for stderr.Scan() {
		if strings.Contains(stderr.Text(), "SIGQUIT") {
			t.Errorf("more on stderr: %q", stderr.Text())
		}
	}
	j.want(0)
}

func TestSIGQUITWithoutALauncher(t *testing.T) {
	j, pids, stderr, end := surveyed(t)
	syscall.Kill(pids[0], syscall.SIGQUIT)
	wantLines(t, stderr, "PE 0 does this", "    and that")
	end()
	j.want(0)
}
