package main

import (
	"time"

	"github.com/charm4go/charm/chare"
)

// oneWaySizes are the bytes of messages that go one way.
var oneWaySizes = []int{8, 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20}

// oneWayTimes is even, for there and back.
var oneWayTimes = upTo(1000, 2<<20, 2)

var calls = []measurement{
	{name: "call", pes: 1, unit: "ns/call", of: "bytes", sizes: []int{8}, repeats: 300, times: times(2000), prepare: callItself(func(p PlayerProxy) { p.Again(1) }),
		peers: []peer{inGo("channels", "channels/oneway")}},
	{name: "call-coroutine", pes: 1, unit: "ns/call", of: "bytes", sizes: []int{8}, repeats: 300, times: times(2000), prepare: callItself(func(p PlayerProxy) { p.AgainLater(1) }),
		peers: []peer{inGo("channels", "channels/oneway")}},
	{name: "call-copied", pes: 1, unit: "ns/call", of: "bytes", sizes: []int{8}, repeats: 300, times: times(2000), words: []string{"+local-copy"}, prepare: callItself(func(p PlayerProxy) { p.Again(1) })},
	{name: "call-copied-proxy", pes: 1, unit: "ns/call", of: "proxies", sizes: []int{1}, repeats: 300, times: times(2000), words: []string{"+local-copy"}, prepare: callItself(func(p PlayerProxy) { p.AgainWithProxy(p) })},
	{name: "reply", pes: 1, unit: "ns/call", of: "bytes", sizes: []int{16}, repeats: 300, times: times(1000), prepare: reply(0, PlayerRet.Add),
		peers: []peer{inGo("channels", "channels/reply")}},
	{name: "reply-coroutine", pes: 1, unit: "ns/call", of: "bytes", sizes: []int{16}, repeats: 300, times: times(1000), prepare: reply(0, PlayerRet.AddLater),
		peers: []peer{inGo("channels", "channels/reply")}},
	{name: "reply", pes: 2, unit: "ns/call", of: "bytes", sizes: []int{16}, repeats: 300, times: times(500), prepare: reply(1, PlayerRet.Add),
		peers: []peer{openMPI("reply"), inGo("channels", "channels/reply"), inGo("net/rpc", "rpc/reply")}},
	{name: "oneway", pes: 2, unit: "ns/message", of: "bytes", sizes: oneWaySizes, repeats: 300, times: oneWayTimes, prepare: oneWay,
		peers: []peer{openMPI("oneway"), inGo("cache line", "line/oneway", only(8)), inGo("memcpy", "memory/copy", from(4<<10)),
			inGo("channels", "channels/oneway", only(8)), inGo("net/rpc", "rpc/oneway")}},
	{name: "oneway-view", pes: 2, unit: "ns/message", of: "bytes", sizes: []int{4 << 10, 64 << 10, 1 << 20, 4 << 20}, repeats: 300, times: oneWayTimes, prepare: oneWayInPlace,
		peers: []peer{openMPI("oneway"), inGo("memcpy", "memory/copy")}},
	{name: "oneway", pes: 4, unit: "ns/message", of: "bytes", sizes: []int{8}, repeats: 100, times: times(1000), prepare: oneWay, peers: []peer{openMPI("oneway")}},
	{name: "oneway", pes: 8, unit: "ns/message", of: "bytes", sizes: []int{8}, repeats: 100, times: times(1000), prepare: oneWay, peers: []peer{openMPI("oneway")}},
	{name: "oneway", pes: 16, unit: "ns/message", of: "bytes", sizes: []int{8}, repeats: 100, times: times(1000), prepare: oneWay, peers: []peer{openMPI("oneway")}},
}

// A Player plays: that on PE 0 with that on PE 1, or with itself.
type Player struct {
	chare.Base
	other PlayerProxy
	left  int // calls that are yet to come
	done  chare.Target[chare.Void]
}

// Start makes ready for n calls, after the last of which done is told.
func (p *Player) Start(n int, done chare.Target[chare.Void]) {
	p.other = p.All().At((p.PE() + 1) % min(2, p.NumPEs()))
	p.left, p.done = n, done
}

// last counts calls, and reports whether this was the last one.
func (p *Player) last() bool {
	p.left--
	if p.left == 0 {
		p.done.Send(chare.Void{})
	}
	return p.left <= 0
}

// Number takes and returns 8 bytes.
func (p *Player) Number(x int) {
	if !p.last() {
		p.other.Number(x)
	}
}

// Bytes takes and returns any number of bytes.
func (p *Player) Bytes(b []byte) {
	if !p.last() {
		p.other.Bytes(b)
	}
}

// Look takes and returns bytes, which are read where they arrive.
func (p *Player) Look(b chare.View[byte]) {
	if !p.last() {
		p.other.Look(b)
	}
}

// Again calls itself by way of its own proxy.
func (p *Player) Again(n int) {
	if !p.last() {
		p.This().Again(n)
	}
}

// AgainLater is Again as a method that could wait.
func (p *Player) AgainLater(_ *chare.Task, n int) {
	if !p.last() {
		p.This().AgainLater(n)
	}
}

// AgainWithProxy is Again with a proxy as its argument.
func (p *Player) AgainWithProxy(q PlayerProxy) {
	if !p.last() {
		q.AgainWithProxy(q)
	}
}

// Add is called for its result.
func (p *Player) Add(x, y int) int { return x + y }

// AddLater is Add as a method that could wait.
func (p *Player) AddLater(_ *chare.Task, x, y int) int { return x + y }

// callItself has a chare call itself, each time anew.
func callItself(serve func(PlayerProxy)) func(*chare.Task, int, int) func() float64 {
	return func(t *chare.Task, _, times int) func() float64 {
		players := NewPlayerGroup(t)
		t.WaitCreated(players)
		return func() float64 {
			done := chare.NewFuture[chare.Void](t)
			players.At(0).Await().Start(times, done.Target()).Get(t)
			start := time.Now()
			serve(players.At(0))
			done.Get(t)
			return since(start)
		}
	}
}

// reply calls a player on a PE for its results, one after another.
func reply(pe int, call func(PlayerRet, int, int) *chare.Future[int]) func(*chare.Task, int, int) func() float64 {
	return func(t *chare.Task, _, times int) func() float64 {
		players := NewPlayerGroup(t)
		t.WaitCreated(players)
		player := players.At(pe).Ret()
		return func() float64 {
			start := time.Now()
			for i := range times {
				call(player, i, i).Get(t)
			}
			return since(start)
		}
	}
}

// oneWay plays between PE 0 and PE 1; times counts both ways.
func oneWay(t *chare.Task, size, times int) func() float64 {
	if size == 8 {
		return thereAndBack(t, times, func(p PlayerProxy) { p.Number(1) })
	}
	bytes := make([]byte, size)
	return thereAndBack(t, times, func(p PlayerProxy) { p.Bytes(bytes) })
}

// oneWayInPlace is oneWay with bytes that are read where they arrive: by being
// sent back.
func oneWayInPlace(t *chare.Task, size, times int) func() float64 {
	bytes := chare.ViewOf(make([]byte, size))
	return thereAndBack(t, times, func(p PlayerProxy) { p.Look(bytes) })
}

func thereAndBack(t *chare.Task, times int, serve func(PlayerProxy)) func() float64 {
	players := NewPlayerGroup(t)
	t.WaitCreated(players)
	return func() float64 {
		done := chare.NewFuture[chare.Void](t)
		// Each gets half of the calls, and PE 0 the last one. The one that PE 1
		// still has left never comes.
		players.At(0).Await().Start(times/2, done.Target()).Get(t)
		players.At(1).Await().Start(times/2+1, chare.Target[chare.Void]{}).Get(t)
		start := time.Now()
		serve(players.At(1))
		done.Get(t)
		return since(start)
	}
}
