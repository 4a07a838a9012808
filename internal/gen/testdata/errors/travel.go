package travel

import (
	"context"
	"os"
	"sync"
	"unsafe"

	"github.com/charm4go/charm/chare"
)

type Conn struct {
	Name string
	C    chan int
}

type Nested struct {
	ok    int
	conns map[string][]*Conn
}

type Locked struct {
	sync.Mutex
	n int
}

type Embeds struct {
	chare.Target[int] // which travels by itself, and alone
	f                 func()
}

type Lock struct{ chare.Base }

// want 21: parameter c: chan int: channels cannot travel
func (*Lock) Chan(c chan int) {}

// want 21: parameter f: func(int) error: functions cannot travel (a chare.Target can)
func (*Lock) Func(f func(int) error) {}

// want 24: parameter 1: unsafe.Pointer: addresses cannot travel
// want 42: parameter 2: uintptr: addresses cannot travel
func (*Lock) Address(_ unsafe.Pointer, _ uintptr) {}

// want 32: parameter conn: field C: chan int: channels cannot travel; a field with the tag `charm:"-"` is left out
func (*Lock) Field(n int, conn Conn) {}

// want 21: parameter x: field conns: value: element: field C: chan int: channels cannot travel
func (*Lock) Deep(x *Nested) {}

// want 22: parameter l: element: field Mutex: sync.Mutex: locks cannot travel
func (*Lock) Array(l []Locked) {}

// want 23: parameter e: field f: func(): functions cannot travel
func (*Lock) Embeds(e Embeds) {}

// want 21: parameter f: os.File: it is open in one process only
func (*Lock) File(f *os.File) {}

// want 23: parameter i: interface{Area() float64}: give this interface a name, so that the types it can hold can be registered
func (*Lock) NoName(i interface{ Area() float64 }) {}

// want 26: parameter ctx: context.Context: it means something only where it was made
func (*Lock) Context(ctx context.Context) {}

// want 23: parameter l: Lock: a chare stays where it is; pass its proxy, LockProxy
func (*Lock) Itself(l *Lock) {}

// want 23: parameter f: chare.Future[int]: a future stays with those who wait for it; pass its Target()
func (*Lock) Future(f *chare.Future[int]) {}

// want 30: parameter t: *chare.Task: only the first parameter can be a task
func (*Lock) Second(n int, t *chare.Task) {}

// want 39: result: chan int: channels cannot travel
func (*Lock) Result(t *chare.Task) (c chan int, err error) { return nil, nil }
