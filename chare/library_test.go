package chare

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/wire"
)

// alone runs a program on one simulated PE.
func alone(t *testing.T, o Options, run func(ct *Task)) {
	t.Helper()
	if err := Simulate(1, 0, func(ct *Task) { run(ct); ct.Exit(0) }, o); err != nil {
		t.Fatal(err)
	}
}

// A label names what a task works on.
type label string

func (l label) String() string { return string(l) }

func TestTryReturnsWhatGoesWrong(t *testing.T) {
	alone(t, Options{}, func(ct *Task) {
		if failed := ct.Try(func() error { return nil }); failed != nil {
			t.Errorf("nothing fails with %v", failed)
		}
		bad := errors.New("bad")
		if failed := ct.Try(func() error { return bad }); failed.Err != bad || failed.Chare != "main" || failed.Stack != "" {
			t.Errorf("an error comes back as %v", failed)
		}
		ct.SetLabel(label("the work"))
		failed := ct.Try(func() error { panic("boom") })
		if failed.Error() != "the work on PE 0: panic: boom" {
			t.Errorf("a panic comes back as %v", failed)
		}
		if again := ct.Try(func() error { return failed }); again != failed {
			t.Errorf("a failure that travels on becomes %v", again)
		}
		if ct.Label() != label("the work") {
			t.Errorf("the label is %v", ct.Label())
		}
	})
}

func TestTryLeavesExitAlone(t *testing.T) {
	err := Simulate(1, 0, func(ct *Task) {
		ct.Try(func() error { ct.Exit(3); return nil })
		t.Error("Exit returns")
	}, Options{})
	if exit, ok := errors.AsType[*ExitError](err); !ok || exit.Code != 3 {
		t.Errorf("the program ends with %v", err)
	}
}

func TestFutureFails(t *testing.T) {
	alone(t, Options{}, func(ct *Task) {
		bad := errors.New("bad")
		f := NewFuture[int](ct)
		f.Fail(bad)
		if _, err := f.Result(ct); !errors.Is(err, bad) || err.Error() != "main on PE 0: bad" {
			t.Errorf("the failure is %v", err)
		}
		if failed := ct.Try(func() error { f.Fail(bad); return nil }); failed == nil || !strings.Contains(failed.Error(), "which is ready") {
			t.Errorf("a second failure: %v", failed)
		}
	})
}

func TestGivenIsACopyIfThatIsWanted(t *testing.T) {
	for _, copies := range []bool{false, true} {
		alone(t, Options{LocalCopy: copies}, func(ct *Task) {
			xs := []int{1, 2, 3}
			Given(ct, wire.For[[]int](), xs)[0] = 9
			if changed := xs[0] == 9; changed == copies {
				t.Errorf("with copies %v: changed %v", copies, changed)
			}
		})
	}
}

func TestNowIsTheSimulationsTime(t *testing.T) {
	alone(t, Options{}, func(ct *Task) {
		start := Now(ct)
		ct.Sleep(time.Hour)
		if passed := Now(ct) - start; passed < time.Hour || passed > time.Hour+time.Second {
			t.Errorf("an hour takes %v", passed)
		}
	})
}

var residents = NewResident(NewClass("github.com/charm4go/charm/chare.lodger", func() Chare { return new(lodger) }))

type lodger struct {
	Base
	n int
}

func TestResidentsAreThereFromTheStart(t *testing.T) {
	for _, n := range []int{1, 3} {
		err := Simulate(n, 0, func(ct *Task) {
			l := residents.Here(ct).(*lodger)
			l.n++
			if l.PE() != 0 || residents.Here(l) != Chare(l) || residents.All(l).Len() != n {
				t.Errorf("of %d PEs: resident %v of %v", n, l.Index(), residents.All(l))
			}
			if got, want := residents.On(ct, n-1), residents.All(ct).Element(n-1); got != want {
				t.Errorf("the resident of PE %d is %v", n-1, got)
			}
			ct.Exit(0)
		}, Options{})
		if err != nil {
			t.Error(err)
		}
	}
}
