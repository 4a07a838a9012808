package boot

import (
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
main.(*Block).Run(0xc000, 0x5)
	/home/u/jacobi/block.go:42 +0x1d
github.com/charm4go/charm/pe.(*PE).Step(0xc000)
	/charm/pe/pe.go:99 +0x11
created by iter.Pull[...] in goroutine 7
	/go/src/iter/iter.go:265 +0x33
`

func TestFailureShowsTheUsersFrames(t *testing.T) {
	f := Failure{PE: 3, Host: "box", Chare: "jacobi.Block[3,4]", Entry: "Run", Text: "index out of range [5] with length 3\n", Stack: stackOfAPanic}
	want := `PE 3 on host box: panic in jacobi.Block[3,4].Run: index out of range [5] with length 3
    main.(*Block).Run(0xc000, 0x5)
    	/home/u/jacobi/block.go:42 +0x1d`
	if got := f.Format(false); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := f.Format(true); !strings.Contains(got, "runtime/debug.Stack()") || !strings.Contains(got, "created by") {
		t.Errorf("whole stack: got\n%s", got)
	}
}

func TestFailureIsShortWhenLittleIsKnown(t *testing.T) {
	for _, test := range []struct {
		f    Failure
		want string
	}{
		{Failure{Text: "no", Abort: true}, "PE 0: abort: no"},
		{Failure{PE: 1, Host: "h", Entry: "main", Text: "no"}, "PE 1 on host h: panic in main: no"},
		{Failure{Text: "no", Stack: "goroutine 1 [running]:\nruntime.x()\n\t/x.go:1\n"}, "PE 0: panic: no\n    goroutine 1 [running]:\n    runtime.x()\n    \t/x.go:1"},
	} {
		if got := test.f.Format(false); got != test.want {
			t.Errorf("%+v: got %q, want %q", test.f, got, test.want)
		}
	}
}
