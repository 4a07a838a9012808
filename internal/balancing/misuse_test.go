package balancing

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
	"github.com/charm4go/charm/lb/dump"
)

// says fails the test unless a text has all parts.
func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

// complaint is what f panics with.
func complaint(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}

func TestMisusesAreTold(t *testing.T) {
	charetest.Run(t, 2, func(task *chare.Task) {
		says(t, complaint(func() { NewRoamerArray(task, chare.Dims(3), chare.UseAtSync()) }),
			"balancing.NewRoamerArray with UseAtSync", "balancing.Roamer has no entry method ResumeFromSync without parameters")
		says(t, complaint(func() { NewSettlerGroup(task, 1, false, chare.Target[int]{}, chare.UseAtSync()) }),
			"balancing.NewSettlerGroup: UseAtSync is not for groups, which take OnPEs")
		says(t, complaint(func() { NewSettlerArray(task, chare.Dims(3), 1, false, chare.Target[int]{}, chare.OnPE(1)) }),
			"OnPE is not for arrays, which take WithMap and UseAtSync")
		_, err := NewSettlerArray(task, chare.Dims(4), 1<<30, false, chare.Target[int]{}, chare.UseAtSync()).At(0).Await().Twice().Result(task)
		says(t, fmt.Sprint(err), "AtSync of balancing.Settler[0], which has called it already and was not resumed")
		task.Exit(0)
	})
}

func TestAtSyncWithoutUseAtSync(t *testing.T) {
	err := chare.RunInProcess(2, func(task *chare.Task) {
		NewSettlerArray(task, chare.Dims(2), 1, false, chare.Target[int]{})
		task.WaitQuiescence()
	}, chare.Options{})
	says(t, fmt.Sprint(err), "AtSync of balancing.Settler[", "whose collection was made without chare.UseAtSync(), which only arrays take")
}

func TestByTheClockNobodySaysWhen(t *testing.T) {
	err := chare.RunInProcess(2, func(task *chare.Task) {
		NewSettlerArray(task, chare.Dims(2), 1, false, chare.Target[int]{}, chare.UseAtSync())
	}, chare.Options{Balance: chare.Balancing{Balancers: []string{"Rotate"}, Period: 1}})
	says(t, fmt.Sprint(err), "UseAtSync in a run with +LBPeriod")
}

// One that has come to its end is never ready again, so the others wait for it.
func TestDeadlockNamesWhoIsNotReady(t *testing.T) {
	for _, words := range [][]string{{"Dummy"}, {"Distributed"}} {
		err := chare.RunInProcess(2, func(task *chare.Task) {
			done := chare.NewFuture[int](task)
			all := NewSettlerSparse(task, 1, chare.UseAtSync())
			for i := range 6 {
				all.Insert(chare.Ix(i), 5+i/4, false, done.Target())
			}
			all.DoneInserting()
			done.Get(task)
		}, chare.Options{Balance: chare.Balancing{Balancers: words}})
		says(t, fmt.Sprint(err), " chares wait for AtSync of balancing.Settler[")
	}
}

func TestWordsThatAreWrong(t *testing.T) {
	for words, want := range map[string]string{
		"+p2 +balancer GreedyLP":              `there is no balancer "GreedyLP": did you mean Greedy? there are Greedy, GreedyRefine, Refine,`,
		"+p2 +balancer GreedyRefine:t=1":      `GreedyRefine has no parameter "t"`,
		"+p2 +LBDebug 4":                      "+LBDebug 4: want 0, 1, 2 or 3",
		"+p2 +LBPeriod 0 +balancer Greedy":    "+LBPeriod 0: want more than 0 seconds",
		"+p2 +LBThreshold x +balancer Greedy": "+LBThreshold x: want a percentage",
	} {
		out, code := launch(t, "journeys", strings.Fields(words)...)
		if code != 2 {
			t.Errorf("%s: exit code %d", words, code)
		}
		says(t, out, want)
	}
	out, code := launch(t, "journeys", "+p2", "+LBPeriod", "1")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	says(t, out, "+LBPeriod without +balancer")
}

func TestHelpDescribesAll(t *testing.T) {
	out, code := launch(t, "journeys", "+balancer", "help")
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	says(t, out, "GreedyRefine", "lets objects stay", "Adaptive", "Rotate", "also RandCent")
}

func TestStepsAreTold(t *testing.T) {
	out, code := launch(t, "journeys", strings.Fields("+p2 +balancer Rotate +LBDebug 3")...)
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	says(t, out, "LB: step 1, Rotate: max/mean ", "moves of 8 chares", "LB:   PE 1: ", "s of other things",
		"LB:   balancing.Traveller[0], ", ": PE 0 -> 1", "LB: step 1 took ", "LB: step 100, Rotate")
}

func TestDumpsHaveEachStep(t *testing.T) {
	for _, balancer := range []string{"", " +balancer Distributed", " +balancer GreedyComm"} {
		file := filepath.Join(t.TempDir(), "steps.gz")
		if out, code := launch(t, "journeys", strings.Fields("+p2 +LBCommOn +LBDump "+file+balancer)...); code != 0 {
			t.Errorf("exit code %d:\n%s", code, out)
		}
		r, err := dump.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		steps := 0
		for ; ; steps++ {
			s, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil || s.Step != steps || len(s.Objects) != 8 || len(s.PEs) != 2 || len(s.Edges) < 8 {
				t.Fatalf("step %d: %+v, %v", steps, s, err)
			}
			fixed := 0
			for _, o := range s.Objects {
				if !o.Migratable {
					fixed++
				}
				if o.Load <= 0 || o.Dims != 1 {
					t.Errorf("step %d: %+v", steps, o)
				}
			}
			if fixed != 1 {
				t.Errorf("step %d: %d chares cannot move, not 1", steps, fixed)
			}
		}
		if steps != 100 {
			t.Errorf("%d steps", steps)
		}
	}
}

func TestWrongSettingsAreTold(t *testing.T) {
	never := func(*chare.Task) { t.Error("the program ran") }
	for _, one := range []struct {
		wrong chare.Balancing
		parts []string
	}{
		{chare.Balancing{Balancers: []string{"Gredy"}}, []string{"Gredy", "Greedy"}},
		{chare.Balancing{Period: 1}, []string{"without +balancer"}},
	} {
		o := chare.Options{Balance: one.wrong}
		for _, err := range []error{
			chare.RunInProcess(2, never, o),
			chare.RunOnHosts([]int{1, 1}, never, o),
			chare.Simulate(2, 1, never, o),
		} {
			says(t, fmt.Sprint(err), one.parts...)
		}
	}
}
