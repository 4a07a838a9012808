// Pingpong measures what calls of entry methods cost: between two PEs for
// arguments of 8 bytes to 4 MiB, on one PE, and with a reply.
//
//	go run ./cmd/charmrun +p2 ./examples/pingpong [-json] [-repeats 51]
//
// Each figure is the minimum and the median over the repeats. On a machine that
// others use too, the minimum says most: noise only adds.
package main

import (
	"flag"
	"os"
	"time"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Player plays with the player on the next PE.
type Player struct {
	chare.Base
	other PlayerProxy
	left  int // calls that are yet to come back
	done  chare.Target[chare.Void]
}

// Start makes ready for n calls there and back. Players 0 and 1 play.
func (p *Player) Start(n int, done chare.Target[chare.Void]) {
	p.other = p.All().At(1 - p.PE())
	p.left, p.done = n, done
}

// Number takes and returns 8 bytes. The first player, who counts, has left set.
func (p *Player) Number(x int) {
	if p.left--; p.left == 0 {
		p.done.Send(chare.Void{})
		return
	}
	p.other.Number(x)
}

// Bytes takes and returns any number of bytes.
func (p *Player) Bytes(b []byte) {
	if p.left--; p.left == 0 {
		p.done.Send(chare.Void{})
		return
	}
	p.other.Bytes(b)
}

// Look takes and returns any number of bytes, which are read where they arrive.
func (p *Player) Look(b chare.View[byte]) {
	if p.left--; p.left == 0 {
		p.done.Send(chare.Void{})
		return
	}
	p.other.Look(b)
}

// Again calls itself n times by way of its own proxy.
func (p *Player) Again(n int, done chare.Target[chare.Void]) {
	if n == 0 {
		done.Send(chare.Void{})
		return
	}
	p.This().Again(n-1, done)
}

// Add is called for its result.
func (p *Player) Add(x, y int) int { return x + y }

// AddLater is Add as a method that could wait.
func (p *Player) AddLater(_ *chare.Task, x, y int) int { return x + y }

// play times n calls there and back between PE 0 and PE 1, and returns the time
// of one call one way.
func play(t *chare.Task, players PlayerProxies, n int, serve func(PlayerProxy)) time.Duration {
	done := chare.NewFuture[chare.Void](t)
	// Each receives n calls; the one on PE 0 receives the last.
	players.At(0).Await().Start(n, done.Target()).Get(t)
	players.At(1).Await().Start(n+1, chare.Target[chare.Void]{}).Get(t)
	start := time.Now()
	serve(players.At(1))
	done.Get(t)
	return time.Since(start) / time.Duration(2*n)
}

// again times n calls of a chare on PE 0 to itself.
func again(t *chare.Task, players PlayerProxies, n int) time.Duration {
	done := chare.NewFuture[chare.Void](t)
	start := time.Now()
	players.At(0).Again(n, done.Target())
	done.Get(t)
	return time.Since(start) / time.Duration(n)
}

// reply times n calls from this task to a player, each with its result.
func reply(t *chare.Task, n int, call func() *chare.Future[int]) time.Duration {
	start := time.Now()
	for range n {
		call().Get(t)
	}
	return time.Since(start) / time.Duration(n)
}

func run(t *chare.Task) {
	flags := flag.NewFlagSet("pingpong", flag.ContinueOnError)
	flags.SetOutput(os.Stderr)
	json := flags.Bool("json", false, "print JSON lines instead of a table")
	repeats := flags.Int("repeats", 51, "repeats of each measurement")
	if err := flags.Parse(t.Args()); err != nil {
		t.Exit(2)
	}
	players := NewPlayerGroup(t)
	t.WaitCreated(players)
	out := newReport(os.Stdout, *json, *repeats)
	if t.NumPEs() > 1 {
		sizes(t, players, out)
	}
	one := players.At(0)
	out.call("call on the same PE", "call_same_pe", 20_000, func(n int) time.Duration { return again(t, players, n) })
	out.call("call with a reply, same PE", "reply_same_pe", 10_000, func(n int) time.Duration {
		return reply(t, n, func() *chare.Future[int] { return one.Ret().Add(n, n) })
	})
	out.call("same, of a method that may wait", "reply_same_pe_task", 10_000, func(n int) time.Duration {
		return reply(t, n, func() *chare.Future[int] { return one.Ret().AddLater(n, n) })
	})
	if t.NumPEs() > 1 {
		two := players.At(1)
		out.call("call with a reply, other PE", "reply_other_pe", 2_000, func(n int) time.Duration {
			return reply(t, n, func() *chare.Future[int] { return two.Ret().Add(n, n) })
		})
	}
	t.Exit(0)
}

// sizes measures one way between two PEs for all sizes.
func sizes(t *chare.Task, players PlayerProxies, out *report) {
	out.head("between two PEs, one way")
	out.size("pingpong", 8, 2_000, func(n int) time.Duration {
		return play(t, players, n, func(p PlayerProxy) { p.Number(1) })
	})
	measure := func(bench string, least int, serve func(p PlayerProxy, b []byte)) {
		for size := least; size <= 4<<20; size *= 4 {
			b := make([]byte, size)
			n := max(10, min(2_000, 16<<20/size))
			out.size(bench, size, n, func(n int) time.Duration {
				return play(t, players, n, func(p PlayerProxy) { serve(p, b) })
			})
		}
	}
	measure("pingpong", 64, func(p PlayerProxy, b []byte) { p.Bytes(b) })
	out.head("the same, read in place")
	measure("pingpong_view", 4<<10, func(p PlayerProxy, b []byte) { p.Look(chare.ViewOf(b)) })
}

func main() { chare.Main(run) }
