package conformance

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

var failures = []Scenario{
	{Name: "a failure travels to whoever waits, however far", Run: failuresTravel},
	{Name: "errors.Is and errors.As see through a journey", Run: errorsKeepTheirIdentity},
	{Name: "a broadcast fails with the errors of all that failed", Run: broadcastsFail},
	{Name: "the results of the others survive a failure", Run: resultsOfTheOthers},
	{Name: "a chare that has failed goes on", Run: failedChareGoesOn},
	{Name: "what cannot travel is a failure of its method", Run: resultsThatCannotTravel},
	{Name: "a failure can be recovered on its way", Run: recoveredFailures},
}

// A Faulty fails as it is told.
type Faulty struct {
	chare.Base
	entered int
}

// A Coded is an error with a number, which travels as itself.
type Coded struct{ Code int }

func (c *Coded) Error() string { return fmt.Sprintf("code %d", c.Code) }

// An Odd is an error that does not travel as itself.
type Odd struct{ what string }

func (o Odd) Error() string { return "odd: " + o.what }

func init() { wire.Register[*Coded]() }

// Fail fails at the end of a route; the others wait for it.
func (f *Faulty) Fail(t *chare.Task, how string, route []FaultyProxy) error {
	f.entered++
	if len(route) > 0 {
		route[0].Await().Fail(how, route[1:]).Get(t)
	}
	return fail(how)
}

// FailNow is Fail for a method that does not wait.
func (f *Faulty) FailNow(how string) (int, error) {
	f.entered++
	return f.entered, fail(how)
}

// fail fails.
func fail(how string) error {
	switch how {
	case "not":
		return nil
	case "panic":
		panic("out of order")
	case "panic with an error":
		panic(fmt.Errorf("wrapped: %w", io.ErrUnexpectedEOF))
	case "error":
		return errors.New("returned")
	case "file":
		return &fs.PathError{Op: "open", Path: "/none", Err: fs.ErrNotExist}
	case "coded":
		return fmt.Errorf("around: %w", &Coded{42})
	case "odd":
		return Odd{"thing"}
	case "number":
		panic(17)
	case "nil map":
		var m map[string]int
		//lint:ignore SA5000 it is to panic
		m["a"] = 1
	case "index":
		var none []int
		_ = none[len(how)]
	}
	panic("cannot fail by " + how)
}

// Entered returns how many calls there were.
func (f *Faulty) Entered() int { return f.entered }

// Some fails at those elements whose first coordinate is in which, by their own
// text, and returns the coordinate at others.
func (f *Faulty) Some(t *chare.Task, which []int) (int, error) {
	f.entered++
	x := f.Index().X()
	if x%2 == 0 {
		t.Yield()
	}
	for _, w := range which {
		if x == w {
			return -1, fmt.Errorf("element %d has failed", x)
		}
	}
	return x, nil
}

// Untravelled returns what cannot travel.
func (f *Faulty) Untravelled() any { return func() {} }

// Rescue waits for a failing method and recovers.
func (f *Faulty) Rescue(t *chare.Task, from FaultyProxy) (text string) {
	defer func() { text = recover().(error).Error() }()
	from.Await().Fail("panic", nil).Get(t)
	return "none"
}

// failure waits for a failure and returns it.
func failure[T any](t *chare.Task, f *chare.Future[T]) *chare.Error {
	_, err := f.Result(t)
	var e *chare.Error
	must(errors.As(err, &e), "got %v, want an error of a chare", err)
	return e
}

func failuresTravel(t *chare.Task) {
	a := NewFaultyArray(t, chare.Dims(2, t.NumPEs()))
	last := a.At(1, t.NumPEs()-1)
	for _, route := range [][]FaultyProxy{{last}, {a.At(0, 0), last}, {last, a.At(0, 0), a.At(1, 0), last}} {
		for how, want := range map[string]string{
			"panic": "panic: out of order", "error": "returned", "number": "panic: 17",
			"panic with an error": "wrapped: unexpected EOF", "nil map": "assignment to entry in nil map", "index": "index out of range [5]",
		} {
			e := failure(t, route[0].Await().Fail(how, route[1:]))
			equal("Chare, of "+how, e.Chare, fmt.Sprintf("conformance.Faulty[1,%d]", t.NumPEs()-1))
			equal("Entry", e.Entry, "Fail")
			equal("PE", e.PE, t.NumPEs()-1)
			says(e.Err.Error(), want)
			says(e.Error(), e.Chare+".Fail on PE", want)
			equal("a stack of "+how, e.Stack != "", how != "error")
			if e.Stack != "" {
				says(e.Stack, "conformance.fail", "(*Faulty).Fail", "failures.go:")
				must(!strings.Contains(e.Stack, "charm/chare."), "the runtime's frames are in the stack:\n%s", e.Stack)
			}
		}
	}
}

func errorsKeepTheirIdentity(t *chare.Task) {
	far, near := NewFaulty(t, chare.OnPE(t.NumPEs()-1)), NewFaulty(t, chare.OnPE(0))
	for _, p := range []FaultyProxy{far, near} {
		for _, route := range [][]FaultyProxy{nil, {near}, {far, near, far}} {
			err := failure(t, p.Await().Fail("panic with an error", route))
			must(errors.Is(err, io.ErrUnexpectedEOF), "%v is not io.ErrUnexpectedEOF", err)
			err = failure(t, p.Await().Fail("file", route))
			must(errors.Is(err, fs.ErrNotExist), "%v is not fs.ErrNotExist", err)
			must(!errors.Is(err, io.EOF), "%v is io.EOF", err)
			var coded *Coded
			err = failure(t, p.Await().Fail("coded", route))
			must(errors.As(err, &coded) && coded.Code == 42, "%v has no code 42", err)
			err = failure(t, p.Await().Fail("odd", route))
			equal("text", err.Err.Error(), "odd: thing")
		}
	}
}

func broadcastsFail(t *chare.Task) {
	n := 2*t.NumPEs() + 1
	a := NewFaultyArray(t, chare.Dims(n))
	for _, which := range [][]int{{n - 1}, {0, n - 1}, {0, 1, n / 2, n - 1}} {
		e := failure(t, a.Await().Some(which))
		for _, w := range which {
			says(e.Error(), fmt.Sprintf("conformance.Faulty[%d].Some on PE", w), fmt.Sprintf("element %d has failed", w))
		}
		must(!strings.Contains(e.Error(), "element 2 has failed") || n/2 == 2 || n-1 == 2, "element 2 has not failed: %v", e)
	}
	for i, entered := range a.Ret().Entered().Get(t) {
		equal(fmt.Sprintf("calls of element %d", i), entered, 3) // nobody stops for the failures of others
	}
	e := failure(t, a.Await().FailNow("coded"))
	var coded *Coded
	must(errors.As(e, &coded), "%v has no code", e)
}

func resultsOfTheOthers(t *chare.Task) {
	n := 2*t.NumPEs() + 2
	for _, many := range []FaultyProxies{NewFaultyArray(t, chare.Dims(n)), NewFaultyGroup(t)} {
		for _, which := range [][]int{{0}, {0, many.Len() - 1}} {
			e := failure(t, many.Ret().Some(which))
			results, ok := e.Results.([]int)
			must(ok && len(results) == many.Len(), "results are %v, want %d", e.Results, many.Len())
			for i, r := range results {
				if i == 0 || i == which[len(which)-1] {
					equal("result of one that has failed", r, 0)
				} else {
					equal("result of another", r, i)
				}
			}
			says(e.Error(), "element 0 has failed")
		}
		alike("results without a failure", len(many.Ret().Some(nil).Get(t)), many.Len())
	}
}

func failedChareGoesOn(t *chare.Task) {
	for pe := range t.NumPEs() {
		f := NewFaulty(t, chare.OnPE(pe))
		for i, how := range []string{"panic", "not", "error", "index", "not"} {
			f.Await().Fail(how, nil).Result(t)
			v, err := f.Ret().FailNow(how).Result(t)
			equal("failure by "+how, err != nil, how != "not")
			if err == nil {
				equal("calls", v, 2*i+2)
			}
		}
		equal("calls", f.Ret().Entered().Get(t), 10)
	}
}

func resultsThatCannotTravel(t *chare.Task) {
	n := t.NumPEs()
	if n > 1 {
		f := NewFaulty(t, chare.OnPE(n-1))
		says(failure(t, f.Ret().Untravelled()).Error(), "conformance.Faulty.Untravelled on PE", "func()")
		equal("calls", f.Ret().Entered().Get(t), 0)
	}
	g := NewFaultyGroup(t)
	says(failure(t, g.Ret().Untravelled()).Error(), "conformance.Faulty[0].Untravelled on PE 0", "func()")
	g.Await().Untravelled().Get(t) // without its result it may end
}

func recoveredFailures(t *chare.Task) {
	a := NewFaultyArray(t, chare.Dims(t.NumPEs()+1))
	for i := range a.Len() {
		text := a.At(i).Ret().Rescue(a.At(t.NumPEs() - i)).Get(t)
		says(text, fmt.Sprintf("conformance.Faulty[%d].Fail", t.NumPEs()-i), "out of order")
	}
}
