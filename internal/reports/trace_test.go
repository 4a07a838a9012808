package reports

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// A timeline is a trace as viewers read it.
type timeline struct {
	OtherData struct {
		Command []string
		Began   string
		Hosts   []string
		Go      string
		Charm   string `json:"charm4go"`
	}
	TraceEvents []traceEvent
	End         struct {
		PEs, Events int
		Dropped     map[int]int
		Missing     []int
	}
}

type traceEvent struct {
	Ph, Name, Cat, BP string
	PID, TID          int
	ID                uint64
	TS, Dur           float64
	Args              map[string]any
}

// readTrace reads a trace, and checks what is true of all: slices of a row follow
// each other, spans have ends, and arrows go from one event to others that come
// later.
func readTrace(t *testing.T, file string) (tl timeline) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := json.NewDecoder(in).Decode(&tl); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	ends := map[int]float64{} // of the last slice of a row
	sent := map[uint64]traceEvent{}
	open := map[uint64]string{}
	for _, e := range tl.TraceEvents {
		switch e.Ph {
		case "X":
			if e.Cat == "user" {
				continue // it is part of another
			}
			if e.TS < ends[e.TID]-0.0005 {
				t.Errorf("%+v begins before the end of the slice before, %v", e, ends[e.TID])
			}
			ends[e.TID] = e.TS + e.Dur
		case "s":
			if e.TS < 0 {
				t.Errorf("%+v is before the beginning of the run", e)
			}
			if _, twice := sent[e.ID]; twice {
				t.Errorf("%+v is sent twice", e)
			}
			sent[e.ID] = e
		case "b":
			open[e.ID] = e.Name
		case "e":
			if open[e.ID] != e.Name {
				t.Errorf("%+v ends what has not begun", e)
			}
			delete(open, e.ID)
		}
	}
	if len(open) > 0 {
		t.Errorf("spans without an end: %v", open)
	}
	for _, e := range tl.TraceEvents {
		from, known := sent[e.ID]
		if e.Ph == "f" && known && from.TS > e.TS {
			t.Errorf("%+v comes before it is sent, %+v", e, from)
		}
		if e.Ph == "f" && !known && len(tl.End.Dropped)+len(tl.End.Missing) == 0 {
			t.Errorf("%+v was never sent", e)
		}
	}
	return tl
}

// count returns how many events of a phase have a name.
func (tl timeline) count(ph, name string) (n int) {
	for _, e := range tl.TraceEvents {
		if e.Ph == ph && e.Name == name {
			n++
		}
	}
	return n
}

// rows returns the numbers of the rows of PEs.
func (tl timeline) rows() (pes []int) {
	for _, e := range tl.TraceEvents {
		if e.Name == "thread_name" {
			pes = append(pes, e.TID-1)
		}
	}
	slices.Sort(pes)
	return pes
}

// Phase marks spans and moments, before and after a wait.
func (w *Worker) Phase(t *chare.Task) {
	defer chare.TraceSpan(t, "phase with a wait")()
	end := chare.TraceSpan(w, "phase without")
	chare.TraceEvent(w, "a moment")
	end()
	t.Yield()
}

// Switch turns tracing on or off.
func (w *Worker) Switch(on bool) { chare.Trace(w, on) }

// Fall fails, if it is on the last PE.
func (w *Worker) Fall(how string) {
	switch {
	case w.PE() < w.NumPEs()-1:
	case how == "abort":
		w.Abort("enough")
	case how == "kill":
		syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	default:
		panic("it falls")
	}
}

func traceProgram(t *chare.Task) {
	how := ""
	if len(t.Args()) > 0 {
		how = t.Args()[0]
	}
	workers := NewWorkerGroup(t)
	if how == "later" {
		workers.Await().Switch(true).Get(t)
	}
	travellers := NewWorkerArray(t, chare.Dims(2, t.NumPEs()))
	waiting := workers.Await().Hold(0)
	workers.At(t.NumPEs() - 1).Flood(10)
	workers.Wake()
	waiting.Get(t)
	workers.Await().Phase().Get(t)
	travellers.Visit()
	t.WaitQuiescence()
	total := chare.NewFuture[int](t)
	workers.Total(total.Target())
	total.Get(t)
	switch how {
	case "wait":
		fmt.Println("waiting")
		chare.NewFuture[int](t).Get(t)
	case "exit":
		t.Exit(7)
	case "panic", "abort", "kill":
		workers.Await().Fall(how).Get(t)
	}
	t.Exit(0)
}

// checkTrace checks what the program leaves in a trace on so many PEs.
func checkTrace(t *testing.T, tl timeline, pes int) {
	t.Helper()
	counts := map[string]int{}
	for _, e := range tl.TraceEvents {
		counts[e.Ph+" "+e.Name]++
		if e.Ph == "X" && e.Name == "reports.Worker.Take" && (e.Cat != "method" || e.Args["index"] != fmt.Sprint(e.TID-1) || e.Args["from PE"] == nil) {
			t.Errorf("%+v, want the index of a group and where the message comes from", e)
		}
	}
	for name, want := range map[string]int{
		"X reports.Worker.Take": 10 * pes, "X reports.Worker.Flood": 1, "X reports.Worker.Total": pes,
		"X phase without": pes, "b phase with a wait": pes, "i a moment": pes,
	} {
		if counts[name] != want {
			t.Errorf("%d of %q, want %d", counts[name], name, want)
		}
	}
	names := []string{"X main", "X reports.Worker.Hold"}
	if pes > 1 {
		names = append(names, "X reports.Worker.reduction", "X reports.Worker.Migrate", "X broadcast", "f message")
		if n := counts["X reports.Worker.Migrate"]; n != 4*pes {
			t.Errorf("%d departures and arrivals, want %d", n, 4*pes)
		}
	}
	for _, name := range names {
		if counts[name] == 0 {
			t.Errorf("no %q", name)
		}
	}
	if tl.End.PEs != pes || len(tl.rows()) != pes || len(tl.End.Dropped) > 0 {
		t.Errorf("rows of PEs %v, end %+v, want %d", tl.rows(), tl.End, pes)
	}
	resumed := func(e traceEvent) bool { return e.Cat == "resumed" && e.Name == "reports.Worker.Hold" }
	if !slices.ContainsFunc(tl.TraceEvents, resumed) {
		t.Error("Hold does not go on")
	}
	if t.Failed() {
		t.Fatal(counts)
	}
}

func TestTraceOfARunInProcess(t *testing.T) {
	for _, pes := range []int{1, 3} {
		file := filepath.Join(t.TempDir(), "t.json")
		charetest.Run(t, pes, traceProgram, chare.Options{Trace: chare.Tracing{File: file}, Profile: true})
		tl := readTrace(t, file)
		if checkTrace(t, tl, pes); pes > 1 && tl.count("X", "idle") == 0 {
			t.Error("no PE is ever idle")
		}
	}
}

func TestTraceOfSeveralHosts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.json.gz")
	charetest.RunOnHosts(t, []int{2, 1}, traceProgram, chare.Options{Trace: chare.Tracing{File: file}})
	tl := readTrace(t, file)
	checkTrace(t, tl, 3)
	for _, e := range tl.TraceEvents {
		if e.Ph == "X" && (e.PID == 2) != (e.TID == 3) {
			t.Fatalf("%+v: want PEs 0 and 1 on one host and PE 2 on the other", e)
		}
	}
}

func TestTraceOfASimulationRepeats(t *testing.T) {
	dir := t.TempDir()
	for seed := range uint64(20) {
		var texts [2]string
		for i := range texts {
			file := filepath.Join(dir, "t.json")
			if err := chare.Simulate(3, seed, traceProgram, chare.Options{Trace: chare.Tracing{File: file}}); err != nil {
				t.Fatal(err)
			}
			checkTrace(t, readTrace(t, file), 3)
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[i] = string(text)
		}
		if texts[0] != texts[1] {
			t.Errorf("seed %d: two runs differ", seed)
		}
	}
}

func TestTraceOfProcesses(t *testing.T) {
	dir := t.TempDir()
	for _, words := range [][]string{
		{"+p3", "+trace", filepath.Join(dir, "t.json.gz")},
		{"+p2", "+trace", filepath.Join(dir, "t.json"), "+gz-trace"},
		{"+trace", filepath.Join(dir, "t.json.gz")},
	} {
		j := start(t, "trace", words...)
		j.want(0, "the trace is in "+filepath.Join(dir, "t.json.gz"))
		tl := readTrace(t, filepath.Join(dir, "t.json.gz"))
		pes := 1
		if words[0] != "+trace" {
			fmt.Sscanf(words[0], "+p%d", &pes)
		}
		checkTrace(t, tl, pes)
		o := tl.OtherData
		if host, _ := os.Hostname(); !slices.Equal(o.Command[1:], words) || o.Go == "" || o.Charm == "" || o.Began == "" || !slices.Equal(o.Hosts, []string{host}) {
			t.Errorf("%+v, want the words %q and host %s", o, words, host)
		}
	}
	j := start(t, "trace", "+p2", "+traceroot", dir)
	j.want(0)
	checkTrace(t, readTrace(t, filepath.Join(dir, filepath.Base(os.Args[0])+".json.gz")), 2)
}

func TestProgramsCanWantATrace(t *testing.T) {
	for _, words := range [][]string{{"+p2"}, {}} {
		dir := t.TempDir()
		t.Setenv(traceEnv, filepath.Join(dir, "t.json"))
		start(t, "trace", words...).want(0)
		checkTrace(t, readTrace(t, filepath.Join(dir, "t.json")), 1+len(words))

		t.Setenv(traceEnv, filepath.Join(dir, "nowhere", "t.json"))
		start(t, "trace", append(words, "wait")...).want(2, "+trace: the trace cannot be written: ")

		// The command line goes before.
		start(t, "trace", append(words, "+trace", filepath.Join(dir, "other.json"))...).want(0)
		checkTrace(t, readTrace(t, filepath.Join(dir, "other.json")), 1+len(words))
	}
}

func TestTraceKeepsTheNewestEvents(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.json")
	start(t, "trace", "+p2", "+trace", file, "+trace-events", "40").want(0,
		"trace: it has the newest events only: 2 PEs had more than they may keep, by up to ")
	tl := readTrace(t, file)
	if tl.End.Events != 80 || tl.End.Dropped[0] == 0 || tl.count("i", fmt.Sprintf("%d earlier events are not here", tl.End.Dropped[0])) != 1 {
		t.Errorf("%+v, want 80 events and a word in the row of PE 0", tl.End)
	}
	if tl.count("X", "reports.Worker.Init") > 0 || tl.count("X", "reports.Worker.Total") != 2 {
		t.Error("it has the oldest events, and not the newest")
	}
}

func TestTraceBeginsWhenTheProgramSaysSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.json")
	start(t, "trace", "+p2", "+trace", file, "+traceoff").want(0)
	if tl := readTrace(t, file); tl.End.Events != 0 {
		t.Errorf("%d events, want none", tl.End.Events)
	}
	start(t, "trace", "+p2", "+trace", file, "+traceoff", "later").want(0)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); strings.Contains(s, `"reports.Worker.Switch","cat":"method"`) || strings.Count(s, `"reports.Worker.Take"`) != 20 {
		t.Errorf("want all from Switch on:\n%.3000s", s)
	}
}

func TestTraceIsWrittenHoweverTheJobEnds(t *testing.T) {
	for how, code := range map[string]int{"exit": 7, "abort": 1, "panic": 1, "kill": 137, "wait": 130} {
		file := filepath.Join(t.TempDir(), "t.json")
		j := start(t, "trace", "+p3", "+trace", file, how)
		if how == "wait" {
			j.until(&j.stdout, "waiting\n")
			j.cmd.Process.Signal(os.Interrupt)
		}
		j.want(code)
		tl := readTrace(t, file)
		if how != "kill" {
			checkTrace(t, tl, 3)
		} else if !slices.Equal(tl.rows(), []int{0, 1}) || !slices.Equal(tl.End.Missing, []int{2}) {
			t.Errorf("PEs %v, want 0 and 1; end %+v, want that PE 2 is missing", tl.rows(), tl.End)
		} else {
			wantTexts(t, j.stderr.String(), "trace: nothing has come from 1 PEs: [2]")
		}
		if t.Failed() {
			t.Fatalf("with %s: stderr\n%s", how, j.stderr.String())
		}
	}
}

func TestTraceOfTheOnlyPEIsWrittenAtControlC(t *testing.T) {
	file := filepath.Join(t.TempDir(), "t.json")
	j := start(t, "trace", "+trace", file, "wait")
	j.until(&j.stdout, "waiting\n")
	j.cmd.Process.Signal(os.Interrupt)
	j.want(130, "the trace is in "+file)
	checkTrace(t, readTrace(t, file), 1)
}

func TestFilesThatCannotBeWrittenEndTheJobAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "nowhere", "t.json")
	for _, words := range [][]string{{"+p2", "+trace", file, "wait"}, {"+trace", file, "wait"}} {
		j := start(t, "trace", words...)
		j.want(2, "+trace: the trace cannot be written: open "+file+": no such file or directory")
		if j.stdout.String() != "" {
			t.Errorf("the program has run: %s", j.stdout.String())
		}
	}
	err := chare.RunInProcess(1, traceProgram, chare.Options{Trace: chare.Tracing{File: file}})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("RunInProcess: %v", err)
	}
}
