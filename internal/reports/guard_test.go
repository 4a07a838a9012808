package reports

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charm4go/charm/chare"
)

// A Hog keeps its PE.
type Hog struct {
	chare.Base
	held bool
}

// Sleep keeps the PE by a call that blocks.
func (h *Hog) Sleep(d time.Duration) { time.Sleep(d) }

// Spin keeps the PE by a calculation, after it has waited.
func (h *Hog) Spin(t *chare.Task, d time.Duration) {
	t.Sleep(time.Millisecond)
	fmt.Println("spinning")
	spin(time.Now().Add(d))
}

func spin(end time.Time) {
	for time.Now().Before(end) {
	}
}

// Hold waits for ever.
func (h *Hog) Hold(t *chare.Task) { t.Until(func() bool { return h.held }) }

func busyProgram(t *chare.Task) {
	hogs := NewHogArray(t, chare.Dims(2, t.NumPEs()))
	switch t.Args()[0] {
	case "watch":
		f := hogs.At(1, t.NumPEs()-1).Await().Spin(time.Second)
		chare.Wait(t, f, hogs.At(0, 0).Await().Sleep(800*time.Millisecond))
		hogs.At(0, 0).Await().Sleep(500 * time.Millisecond).Get(t) // not told of again
		time.Sleep(500 * time.Millisecond)
	case "report":
		hogs.At(0, 0).Hold()
		hogs.At(1, t.NumPEs()-1).Spin(time.Hour)
		chare.Go(t, func() (int, error) { return os.Stdin.Read(make([]byte, 1)) })
	}
	t.Exit(0)
}

func TestMethodsThatKeepTheirPEAreReported(t *testing.T) {
	j := start(t, "busy", "+p2", "+watch", "0.2", "watch")
	j.want(0,
		"PE 1: reports.Hog[1,1].Spin has kept its PE for 200ms, and nothing else can run there",
		"reports.spin", "reports.(*Hog).Spin(",
		"PE 0: reports.Hog[0,0].Sleep has kept its PE", "time.Sleep(", "reports.(*Hog).Sleep(",
		"PE 0: main has kept its PE", "reports.busyProgram(")
	stderr := j.stderr.String()
	if n := strings.Count(stderr, "has kept its PE"); n != 3 {
		t.Errorf("%d reports, want 3", n)
	}
	if strings.Contains(stderr, "charm/pe.") || strings.Contains(stderr, "chare_gen") {
		t.Error("frames of the runtime")
	}
	if t.Failed() {
		t.Log(stderr)
	}
	if j := start(t, "busy", "+watch", "0", "watch"); true {
		j.want(0)
		if got := j.stderr.String(); got != "" {
			t.Errorf("with +watch 0: %s", got)
		}
	}
}

func TestSIGQUITTellsWhatPEsAreDoing(t *testing.T) {
	j := start(t, "busy", "+p3", "report")
	j.until(&j.stdout, "spinning\n")
	time.Sleep(1500 * time.Millisecond) // a PE is asked for a sign of life once a second
	j.cmd.Process.Signal(syscall.SIGQUIT)
	j.until(&j.stderr, "reports.(*Hog).Spin(")
	j.stdin.Close()
	j.want(0,
		"charmrun: what the PEs are doing (SIGQUIT):\nPE 0: idle\n    ready to run 0, tasks that wait 2, timers 0, calls of Go 1,",
		"main waits for a function given to Go, at guard_test.go:",
		"reports.Hog[0,0].Hold waits for a condition (Until), at guard_test.go:",
		"\nPE 1: idle\n",
		"\nPE 2: inside reports.Hog[1,2].Spin for ",
		" ago:\n    ready to run 0,",
		"reports.spin(")
}

func TestSIGQUITWithoutALauncher(t *testing.T) {
	j := start(t, "busy", "report")
	j.until(&j.stdout, "spinning\n")
	j.cmd.Process.Signal(syscall.SIGQUIT)
	j.until(&j.stderr, "reports.(*Hog).Spin(")
	j.stdin.Close()
	j.cmd.Process.Kill() // its one PE spins
}
