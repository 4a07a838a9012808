// Package chare has the signatures that generated code needs, and no bodies.
package chare

import "github.com/charm4go/charm/wire"

type Void = struct{}

type Caller interface {
	PE() int
	kernel()
}
type Chare interface {
	Caller
	base() *Base
}
type Base struct{}

func (b *Base) base() *Base    { return b }
func (*Base) kernel()          {}
func (*Base) WireSkip()        {}
func (*Base) PE() (pe int)     { return }
func (*Base) Index() (i Index) { return }
func (*Base) Exit(code int)    {}

type (
	Index  struct{}
	Option func()
	Shape  struct{}
	Task   struct{}
)

func (*Task) PE() (pe int) { return }
func (*Task) kernel()      {}

func Dims(extents ...int) (s Shape) { return }

func (Index) X() (x int) { return }

type Future[T any] struct{ c chan T }

func NewFuture[T any](c Caller) (f *Future[T]) { return }
func (*Future[T]) Target() (t Target[T])       { return }
func (*Future[T]) Get(t *Task) (v T)           { return }

type Target[T any] struct{ p *Future[T] }

func (Target[T]) MarshalWire(*wire.Encoder)    {}
func (*Target[T]) UnmarshalWire(*wire.Decoder) {}

type Ref struct{ c *Class }

func (Ref) MarshalWire(*wire.Encoder)    {}
func (*Ref) UnmarshalWire(*wire.Decoder) {}
func (Ref) Migrate(pe int)               {}

type Many struct{ c *Class }

func (Many) MarshalWire(*wire.Encoder)    {}
func (*Many) UnmarshalWire(*wire.Decoder) {}
func (Many) Element(index ...int) (r Ref) { return }

type Class struct{ f func() }

func NewClass(name string, make func() Chare) (c *Class) { return }

type Method[A, R any] struct {
	Call   func(c Chare, t *Task, a *A) (R, error)
	Size   func(a *A) int
	Encode func(e *wire.Encoder, a *A)
	Decode func(d *wire.Decoder, a *A)
	Result *wire.Codec[R]
	Waits  bool
}
type Entry[A, R any] struct{}

func NewInit[A any](c *Class, m Method[A, Void]) (e *Entry[A, Void])            { return }
func NewEntry[A, R any](c *Class, name string, m Method[A, R]) (e *Entry[A, R]) { return }

type TargetEntry[T any] struct{}

func NewTargetEntry[T, A, R any](e *Entry[A, R], args func(T) A) (t *TargetEntry[T]) { return }

func NewSingle[A any](c Caller, init *Entry[A, Void], a A, opts ...Option) (r Ref)          { return }
func NewGroup[A any](c Caller, init *Entry[A, Void], a A, opts ...Option) (m Many)          { return }
func NewArray[A any](c Caller, s Shape, init *Entry[A, Void], a A, opts ...Option) (m Many) { return }
func This(c Chare) (r Ref)                                                                  { return }
func All(c Chare) (m Many)                                                                  { return }
func Send[A, R any](r Ref, e *Entry[A, R], a A)                                             {}
func Broadcast[A, R any](m Many, e *Entry[A, R], a A)                                       {}
func Await[A, R any](r Ref, e *Entry[A, R], a A) (f *Future[Void])                          { return }
func AwaitAll[A, R any](m Many, e *Entry[A, R], a A) (f *Future[Void])                      { return }
func Ret[A, R any](r Ref, e *Entry[A, R], a A) (f *Future[R])                               { return }
func RetAll[A, R any](m Many, e *Entry[A, R], a A) (f *Future[[]R])                         { return }
func To[T any](r Ref, e *TargetEntry[T]) (t Target[T])                                      { return }
func ToAll[T any](m Many, e *TargetEntry[T]) (t Target[T])                                  { return }

func Main(run func(*Task)) {}

func (Target[T]) Send(v T) {}
