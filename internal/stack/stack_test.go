package stack

import (
	"runtime/debug"
	"strings"
	"testing"
)

const stackOfAPanic = `goroutine 1 [running]:
runtime/debug.Stack()
	/go/src/runtime/debug/stack.go:26 +0x5e
github.com/charm4go/charm/chare.(*runtime).caught(0xc000012345)
	/charm/chare/error.go:20 +0x45
panic({0x4c1d60?, 0xc000014108?})
	/go/src/runtime/panic.go:792 +0x132
main.(*Block).row(...)
	/home/u/jacobi/block.go:40
slices.SortFunc[...](0xc000)
	/go/src/slices/sort.go:29 +0x12
main.(*Block).Run(0xc000, 0x5)
	/home/u/jacobi/block.go:42 +0x1d
main.init.func3({0x1, 0x2})
	/home/u/jacobi/chare_gen.go:17 +0x1d
github.com/charm4go/charm/examples/lib.Map[...](0x3)
	/charm/examples/lib/lib.go:3 +0x1
github.com/charm4go/charm/chare.(*tester).Run(0x3)
	/charm/chare/watch_test.go:3 +0x1
github.com/charm4go/charm/pe.(*PE).Step(0xc000)
	/charm/pe/pe.go:99 +0x11
created by iter.Pull[...] in goroutine 7
	/go/src/iter/iter.go:265 +0x33
`

func TestUserKeepsTheFramesOfTheProgram(t *testing.T) {
	const want = `main.(*Block).row(...)
	/home/u/jacobi/block.go:40
slices.SortFunc[...](0xc000)
	/go/src/slices/sort.go:29 +0x12
main.(*Block).Run(0xc000, 0x5)
	/home/u/jacobi/block.go:42 +0x1d
github.com/charm4go/charm/examples/lib.Map[...](0x3)
	/charm/examples/lib/lib.go:3 +0x1
github.com/charm4go/charm/chare.(*tester).Run(0x3)
	/charm/chare/watch_test.go:3 +0x1`
	if got := User(stackOfAPanic); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUserKeepsAllIfNothingIsTheProgram(t *testing.T) {
	for _, stack := range []string{"", "no stack", "goroutine 1 [running]:\nruntime.x()\n\t/x.go:1\n"} {
		if got := User(stack); got != stack {
			t.Errorf("%q: got %q", stack, got)
		}
	}
	if got := User(string(debug.Stack())); !strings.Contains(got, "TestUserKeepsAllIfNothing") || strings.Contains(got, "debug.Stack") {
		t.Errorf("a real stack: got\n%s", got)
	}
}

func TestCallerIsTheInnermost(t *testing.T) {
	if got := Caller(); !strings.HasPrefix(got, "stack_test.go:") {
		t.Errorf("got %q", got)
	}
}

func TestGoroutinesHaveAll(t *testing.T) {
	hold := make(chan bool)
	go park(hold)
	hold <- true
	defer close(hold)
	found := 0
	for _, g := range Goroutines() {
		if !strings.HasPrefix(g, "goroutine ") {
			t.Errorf("a stack that begins with %.40q", g)
		}
		if strings.Contains(g, "stack.park(") {
			found++
		}
	}
	if found != 1 {
		t.Errorf("the goroutine was found %d times", found)
	}
}

func park(hold chan bool) {
	<-hold
	<-hold
}
