// Package when has conditions.
//
// Looked up by a value, one way round or the other:
//
// want: chare.WhenEqual(blockGhost, "b.step == step",
// want: func(c chare.Chare) int { return c.(*Block).step },
// want: func(a *blockGhostArgs) int { return a.step },
// want: nil)
// want: func(c chare.Chare) int32 { return c.(*Block).state.iter + 1 },
// want: func(a *blockReverseArgs) int32 { return a.iter },
// want: func(c chare.Chare, a *blockReverseArgs) bool { return c.(*Block).open && a.iter < limit })
//
// by one that is not the first, if it cannot panic before the rest is known:
//
// want: func(c chare.Chare) string { return c.(*Block).state.name },
// want: func(a *blockLaterArgs) string { return a.part.name },
// want: return c.(*Block).next != nil && (a.part.n > 0 || c.(*Block).open)
// want: chare.When(blockGuarded, "b.next != nil && b.next.step == step",
// want: return c.(*Block).next != nil && c.(*Block).next.step == a.step
//
// by types that somebody has declared:
//
// want: func(c chare.Chare) BlockProxy { return c.(*Block).This() },
// want: func(a *blockFromArgs) BlockProxy { return a.p },
// want: func(c chare.Chare) time.Duration { return c.(*Block).wait },
// want: func(c chare.Chare, a *blockOwnArgs) bool { return bool(a.ok) })
//
// but not by what can change, or cannot be a key:
//
// want: chare.When(blockPointed, "b.step == at.n",
// want: chare.When(blockAnything, "b.any == x",
//
// Of the chare alone:
//
// want: chare.WhenState(blockReady, "!b.busy()",
// want: func(c chare.Chare) bool { return !c.(*Block).busy() })
// want: func(c chare.Chare) bool { return bool(c.(*Block).own) })
//
// Names that are taken, and those of other packages:
//
// want: return c_.(*Block).step > a_.n && func(a int) bool {
// want: return a > a_.n
// want: }(c+a)
// want: return math.Abs(a.x-c.(*Block).x) < math.Pi && len(a.s) < strconv.IntSize
// want: func(c chare.Chare, a *blockNamesArgs) bool { return a.chare_ > c.(*Block).step && a.a2 > 0 })
//
// Of what the chare embeds:
//
// want: chare.When(blockUse, "len(xs) <= u.free && u != nil",
// want: return len(a.xs) <= (&c.(*Block).Used).free && (&c.(*Block).Used) != nil
// want: return len(a.xs) <= c.(*Other).Middle.Used.free && c.(*Other).Middle.Used != nil
// want: func(c chare.Chare, a *otherValueArgs) bool { return a.n > (*c.(*Other)).n })
package when

import (
	"math"
	. "strconv"
	"time"

	"github.com/charm4go/charm/chare"
)

type Block struct {
	chare.Base
	Used
	step  int
	state struct {
		iter int32
		name string
	}
	open bool
	own  flag
	next *Block
	wait time.Duration
	any  any
	x    float64
}

type flag bool

type part struct {
	name string
	n    int
}

const limit = 10

const c, a = 1, 2

var _ = math.Pi + float64(IntSize) // what only conditions use does not count for Go

func (b *Block) busy() bool { return b.open }

//charm:when b.step == step
func (b *Block) Ghost(step int, cells []float64) {}

// Reverse may wait.
//
//charm:when b.state.iter + 1 == (iter) && (b.open && iter < limit)
func (b *Block) Reverse(t *chare.Task, iter int32) {}

//charm:when b.next != nil && part.name == b.state.name && (part.n > 0 || b.open)
func (b *Block) Later(part part) {}

//charm:when b.next != nil && b.next.step == step
func (b *Block) Guarded(step int) {}

//charm:when p == b.This()
func (b *Block) From(p BlockProxy) {}

//charm:when wait == b.wait
func (b *Block) Wait(wait time.Duration) {}

//charm:when ok
func (b *Block) Own(ok flag) {}

//charm:when b.step == at.n
func (b *Block) Pointed(at *part) {}

//charm:when b.any == x
func (b *Block) Anything(x any) {}

//charm:when !b.busy()
func (b *Block) Ready(step int) {}

//charm:when b.own
func (b *Block) OwnReady() {}

//charm:when b.step > n && func(a int) bool { return a > n }(c + a)
func (b *Block) Shadow(n int) {}

//charm:when math.Abs(x - b.x) < math.Pi && len(s) < IntSize
func (b *Block) Far(x float64, s string) {}

//charm:when chare > b.step && a2 > 0
func (b *Block) Names(chare, a2 int, _ string) {}

// Used is for chares that have a limited number of something.
type Used struct{ free int }

//charm:when len(xs) <= u.free && u != nil
func (u *Used) Use(xs ...string) {}

type Middle struct{ *Used }

type Other struct {
	chare.Base
	Middle
	n int
}

//charm:when n > o.n
func (o Other) Value(n int) {}
