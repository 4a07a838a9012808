package pool

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

// A task is a registered function: what charmgen makes of //charm:task.
type task[A, R any] struct {
	taskInfo
	call    func(t *chare.Task, a A) (R, error)
	plain   func(t *chare.Task, a A) R // the same for Try, of a function that can fail
	input   *wire.Codec[A]             // one of them, for Options.LocalCopy
	inputs  *wire.Codec[[]A]
	results *wire.Codec[[]R]
}

// taskInfo is the part of a task that has no types.
type taskInfo struct {
	name string // import path and function: "example.com/fib.fib"
	id   uint32 // position among the sorted names
}

// String returns the short name, as reports print it: "fib.fib".
func (i *taskInfo) String() string { return i.name[strings.LastIndexByte(i.name, '/')+1:] }

// anyTask is what is known of a task where its types are not.
type anyTask interface {
	info() *taskInfo
	newInputs() column
	newResults() column
	// runBatch runs one task of a batch: the inputs from at on, which are s.
	runBatch(b *batch, t *chare.Task, at int, s segment)
}

// registry has all tasks. It does not depend on the order of registration: ids
// are positions among sorted names.
var registry struct {
	sync.Mutex
	byName map[string]anyTask
	sorted []anyTask // nil: to be made
	byFunc sync.Map  // by identity
}

// Register makes a task of a function. For generated code, as the other
// functions here.
func Register[A, R any](name string, f func(*chare.Task, A) R) {
	register(name, identity(f), &task[A, R]{
		call: func(t *chare.Task, a A) (R, error) { return f(t, a), nil },
	})
}

// RegisterErr makes a task of a function that can fail.
func RegisterErr[A, R any](name string, f func(*chare.Task, A) (R, error)) {
	plain := func(t *chare.Task, a A) R {
		r, err := f(t, a)
		if err != nil {
			panic(err)
		}
		return r
	}
	this := &task[A, R]{call: f, plain: plain}
	register(name, identity(f), this)
	registry.byFunc.Store(identity(plain), this)
}

// RegisterGo makes a task of a function without a result.
func RegisterGo[A any](name string, f func(*chare.Task, A)) {
	register(name, identity(f), &task[A, chare.Void]{
		call: func(t *chare.Task, a A) (chare.Void, error) { f(t, a); return chare.Void{}, nil },
	})
}

// RegisterGoErr makes a task of a function that returns an error only.
func RegisterGoErr[A any](name string, f func(*chare.Task, A) error) {
	register(name, identity(f), &task[A, chare.Void]{
		call: func(t *chare.Task, a A) (chare.Void, error) { return chare.Void{}, f(t, a) },
	})
}

func register[A, R any](name string, id uintptr, t *task[A, R]) {
	t.name = name
	t.input, t.inputs, t.results = wire.For[A](), wire.For[[]A](), wire.For[[]R]()
	registry.Lock()
	defer registry.Unlock()
	if registry.byName[name] != nil {
		panic(fmt.Sprintf("pool: task %s is registered twice", name))
	}
	if registry.byName == nil {
		registry.byName = map[string]anyTask{}
	}
	registry.byName[name] = t
	registry.sorted = nil
	registry.byFunc.Store(id, t)
}

// sortedTasks returns all tasks, each at the position that is its id.
func sortedTasks() []anyTask {
	registry.Lock()
	defer registry.Unlock()
	if registry.sorted == nil {
		for _, t := range registry.byName {
			registry.sorted = append(registry.sorted, t)
		}
		slices.SortFunc(registry.sorted, func(a, b anyTask) int { return strings.Compare(a.info().name, b.info().name) })
		for i, t := range registry.sorted {
			t.info().id = uint32(i)
		}
	}
	return registry.sorted
}

// taskOf returns the task of a function. It panics if it is none.
func taskOf[A, R, F any](f F) *task[A, R] {
	id := identity(f)
	if id == 0 {
		panic("pool: a function that is nil is no task")
	}
	found, ok := registry.byFunc.Load(id)
	if !ok {
		panic("pool: " + notATask(code(f)))
	}
	return found.(*task[A, R])
}

// notATask says why a function, by the address of its code, is no task.
func notATask(pc uintptr) string {
	f := runtime.FuncForPC(pc)
	file, line := f.FileLine(pc)
	_, name, _ := strings.Cut(f.Name()[strings.LastIndexByte(f.Name(), '/')+1:], ".")
	where := fmt.Sprintf("%s (%s:%d)", name, filepath.Base(file), line)
	if strings.Contains(name, ".") {
		return where + " is no task: a task is a function of a package with //charm:task above it; a function literal or a method cannot travel to another PE"
	}
	return where + " is no task: write //charm:task above it, and run charmgen"
}

// Try makes a function that can fail one for Map and the others here: what it
// fails with is the failure of the task.
func Try[A, R any](f func(*chare.Task, A) (R, error)) func(*chare.Task, A) R {
	return taskOf[A, R](f).plain
}

func (f *task[A, R]) info() *taskInfo    { return &f.taskInfo }
func (f *task[A, R]) newInputs() column  { return &columnOf[A]{codec: f.inputs} }
func (f *task[A, R]) newResults() column { return &columnOf[R]{codec: f.results} }

// invoke runs the function once.
func (f *task[A, R]) invoke(t *chare.Task, a A) (r R, failed *chare.Error) {
	failed = t.Try(func() (err error) {
		r, err = f.call(t, a)
		return err
	})
	return r, failed
}
