package reports

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/reduce"
)

// A Worker takes a known time for things.
type Worker struct {
	chare.Base
	woken bool
}

// Calculate takes a while.
func (w *Worker) Calculate(d time.Duration) { spin(time.Now().Add(d)) }

// Hold waits until it is woken, and then calculates.
func (w *Worker) Hold(t *chare.Task, d time.Duration) {
	t.Until(func() bool { return w.woken })
	spin(time.Now().Add(d))
}

// Wake ends Hold.
func (w *Worker) Wake() { w.woken = true }

// Flood sends n messages to all others.
func (w *Worker) Flood(n int) {
	for range n {
		w.All().Take(make([]byte, 1000))
	}
}

// Take takes bytes.
func (w *Worker) Take([]byte) {}

// Total contributes.
func (w *Worker) Total(to chare.Target[int]) { chare.Reduce(w, 1, reduce.Sum, to) }

// Times returns where the time of the PE has gone.
func (w *Worker) Times() chare.Stats { return w.Stats() }

var profiled = chare.Options{Profile: true}

// entry returns the costs of a method.
func entry(t *testing.T, s chare.Stats, name string) chare.EntryStats {
	t.Helper()
	for _, e := range s.Entries {
		if e.Chare+"."+e.Entry == name {
			return e
		}
	}
	t.Fatalf("%s is not among %v", name, s.Entries)
	panic("unreachable")
}

func wantAtLeast(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got < want { // it may be any more on a busy machine
		t.Errorf("%s takes %v, want at least %v", what, got, want)
	}
}

func TestTimeGoesToWhatRuns(t *testing.T) {
	const d = 40 * time.Millisecond
	start := time.Now()
	charetest.Run(t, 1, func(task *chare.Task) {
		began := time.Now()
		before := began.Sub(start)
		w := NewWorker(task)
		waiting := w.Await().Hold(d)
		w.Calculate(2 * d)
		w.Calculate(d)
		task.Yield()
		task.Sleep(d)
		w.Wake()
		waiting.Get(task)
		s := task.Stats()
		took := time.Since(began)

		if e := entry(t, s, "reports.Worker.Calculate"); e.Calls != 2 {
			t.Errorf("%d calls of Calculate, want 2", e.Calls)
		} else {
			wantAtLeast(t, "Calculate", e.Method, 3*d)
		}
		// Not what ran while it waited.
		wantAtLeast(t, "Hold", entry(t, s, "reports.Worker.Hold").Method, d)
		wantAtLeast(t, "Sleep", s.Idle, d)
		if e := entry(t, s, "main."); e.Calls != 1 {
			t.Errorf("main: %+v", e)
		}
		// Nothing is counted twice, and nothing left out.
		if s.Total > took+before || s.Total < 5*d {
			t.Errorf("%v in all, want %v to %v", s.Total, 5*d, took+before)
		}
		if s.Local != 5 || s.Sent.Count != 0 {
			t.Errorf("%d calls within the PE and %d messages, want 5 and 0", s.Local, s.Sent.Count)
		}
		task.Exit(0)
	}, profiled)
}

// Visit moves the worker on.
func (w *Worker) Visit() { w.Migrate((w.PE() + 1) % w.NumPEs()) }

func TestMovesAreCounted(t *testing.T) {
	charetest.Run(t, 2, func(task *chare.Task) {
		workers := NewWorkerArray(task, chare.Dims(6)) // three on each PE
		workers.Visit()
		task.WaitQuiescence()
		s := task.Stats()
		if m := s.Migrations; m.Calls != 6 || m.Method <= 0 {
			t.Errorf("migrations: %+v, want 3 departures and 3 arrivals", m)
		}
		if table := s.String(); !strings.Contains(table, "\nmigrations ") {
			t.Errorf("no line of migrations in\n%s", table)
		}
		task.Exit(0)
	}, profiled)
}

func TestMessagesAreCounted(t *testing.T) {
	charetest.Run(t, 2, func(task *chare.Task) {
		workers := NewWorkerGroup(task)
		task.WaitCreated(workers)
		before := workers.Ret().Times().Get(task)
		workers.At(1).Flood(10)
		f := chare.NewFuture[int](task)
		workers.Total(f.Target())
		f.Get(task)
		after := workers.Ret().Times().Get(task)
		for pe, s := range after {
			if e := entry(t, s, "reports.Worker.Take"); e.Calls != 10 {
				t.Errorf("PE %d: %d calls of Take, want 10", pe, e.Calls)
			}
			if s.Received.Max < 1000 || s.Received.Max > 1100 || s.Received.Min > 100 {
				t.Errorf("PE %d: messages of %d to %d bytes", pe, s.Received.Min, s.Received.Max)
			}
		}
		// PE 1 asks PE 0, the root, which sends all of them on.
		if n := after[1].Received.Bytes - before[1].Received.Bytes; n < 10_000 || n > 12_000 {
			t.Errorf("PE 1 has received %d bytes", n)
		}
		// The root gets ten such wishes, and sends ten such broadcasts; both have the header and the bytes.
		take := [2]chare.Traffic{entry(t, after[0], "reports.Worker.Take").Traffic, entry(t, after[1], "reports.Worker.Take").Traffic}
		for _, m := range []chare.MessageStats{take[0].Sent, take[0].Received, take[1].Sent, take[1].Received} {
			if m.Count != 10 || m.Min < 1000 || m.Min != m.Max || m.Bytes != 10*uint64(m.Min) {
				t.Errorf("messages of Take: %v, want 10 of one size", m)
			}
		}
		if init := entry(t, after[1], "reports.Worker.Init").Received; init.Count != 1 || init.Max > 100 {
			t.Errorf("messages of Init: %v, want one", init)
		}
		if r := after[1].Results.Sent; r.Count == 0 {
			t.Error("PE 1 has sent no results")
		}
		if r := after[0].Reductions.Received; r.Count != 1 {
			t.Errorf("messages of reductions: %v, want one", r)
		}
		if e := entry(t, after[1], "reports.Worker.Flood"); e.Sending == 0 {
			t.Error("Flood has not sent")
		}
		if n := after[0].Reductions.Calls; n != 1 {
			t.Errorf("PE 0 has taken %d partial results, want 1", n)
		}
		task.Exit(0)
	}, profiled)
}

func TestProfileOfASimulationRepeats(t *testing.T) {
	run := func(seed uint64) (text string) {
		err := chare.Simulate(3, seed, func(task *chare.Task) {
			workers := NewWorkerArray(task, chare.Dims(7))
			workers.Flood(3)
			task.WaitQuiescence()
			for _, s := range workers.Ret().Times().Get(task) {
				text += s.String()
			}
			task.Exit(0)
		}, profiled)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for seed := range uint64(4) {
		if a, b := run(seed), run(seed); a != b {
			t.Errorf("seed %d: first\n%s\nthen\n%s", seed, a, b)
		}
	}
}

func profileProgram(t *chare.Task) {
	workers := NewWorkerGroup(t)
	workers.Flood(5)
	t.WaitQuiescence()
	if t.NumPEs() > 1 {
		workers.At(1).Await().Print().Get(t)
	} else {
		t.PrintStats()
	}
	t.Exit(0)
}

// Print prints where the time of all PEs has gone.
func (w *Worker) Print(t *chare.Task) { t.PrintStats() }

func TestPrintStatsPrintsAllPEsInOrder(t *testing.T) {
	j := start(t, "profile", "+p3", "+profile")
	j.want(0)
	var heads []string
	widths := map[int]bool{}
	for line := range strings.Lines(j.stdout.String()) {
		if who, _, found := strings.Cut(line, ": "); found && strings.Contains(who, "PE") {
			heads = append(heads, who)
		}
		if strings.HasPrefix(line, "together") {
			widths[len(line)] = true
		}
	}
	if want := []string{"PE 0", "PE 1", "PE 2", "all PEs"}; !slices.Equal(heads, want) || len(widths) != 1 {
		t.Errorf("tables of %v with lines of %v, want %v and one length:\n%s", heads, widths, want, j.stdout.String())
	}
	if !regexp.MustCompile(`(?m)^  Take +45 `).MatchString(j.stdout.String()) {
		t.Errorf("there are no 45 calls of Take in\n%s", j.stdout.String())
	}
	// And once more at the end, by itself.
	wantTexts(t, j.stderr.String(), "PE 0: ", "PE 1: ", "PE 2: ")
}

func TestPrintStatsWithoutAProfileSaysSo(t *testing.T) {
	for _, words := range [][]string{{"+p2"}, nil} {
		j := start(t, "profile", words...)
		j.want(0)
		if got, want := j.stdout.String(), "there is no profile to print: run with +profile\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := j.stderr.String(); got != "" {
			t.Errorf("stderr %q", got)
		}
	}
	if got := (chare.Stats{PE: 2}).String(); got != "PE 2: there is no profile\n" {
		t.Error(got)
	}
	if got := (chare.Stats{Measured: true}).String(); !strings.Contains(got, "PE 0: 0.000000 s, idle 0.000000 s (0 %)\n") {
		t.Error(got)
	}
}
