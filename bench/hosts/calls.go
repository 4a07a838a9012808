package main

import (
	"encoding/json"
	"os"
	"time"

	"github.com/charm4go/charm/chare"
)

// A Player is on each host. The first measures, the second answers.
type Player struct {
	chare.Base
	other PlayerProxy
	watch stopwatch
	left  int // answers to come in this portion
	over  chare.Target[[]float64]
	block []byte // what is sent again for each answer; nil: a number
	more  bool   // the time is not up
	out   int    // blocks under way
}

// Init is the constructor.
func (p *Player) Init() { p.other = p.All().At(1 - p.PE()) }

// Short measures numbers, which come back.
func (p *Player) Short(lap time.Duration, over chare.Target[[]float64]) {
	p.watch, p.left, p.over = newStopwatch(lap), shortTrips, over
	p.other.Ball(0)
}

// Ball is a number that goes there and back.
func (p *Player) Ball(x int) {
	if p.PE() == 0 {
		if p.left--; p.left == 0 {
			if p.left = shortTrips; !p.watch.portion() {
				f := p.watch.short(carrierCalls)
				p.over.Send([]float64{f.Best, f.Median})
				return
			}
		}
	}
	p.other.Ball(x)
}

// Long measures blocks of n bytes, each of which is answered.
func (p *Player) Long(n int, lap time.Duration, over chare.Target[[]float64]) {
	p.watch, p.left, p.over = newStopwatch(lap), longPortion/n, over
	p.block, p.more, p.out = make([]byte, n), true, windowBytes/n
	for range p.out {
		p.other.Take(p.block)
	}
}

// Take takes a block.
func (p *Player) Take(b []byte) { p.other.Taken() }

// Taken is the answer.
func (p *Player) Taken() {
	if p.left--; p.left == 0 && p.more {
		p.left, p.more = longPortion/len(p.block), p.watch.portion()
	}
	if p.more {
		p.other.Take(p.block)
	} else if p.out--; p.out == 0 {
		f := p.watch.long(carrierCalls, len(p.block))
		p.over.Send([]float64{f.Best, f.Median})
	}
}

const carrierCalls = "calls"

// job is the main function of the job.
func job(t *chare.Task) {
	if len(t.Args()) != 1 || t.NumPEs() != 2 {
		t.Abort("this is a part of: hosts " + compareWord)
	}
	lap, err := time.ParseDuration(t.Args()[0])
	if err != nil {
		t.Abort(err.Error())
	}
	players := NewPlayerGroup(t)
	t.WaitCreated(players)
	print := json.NewEncoder(os.Stdout)
	found := chare.NewFuture[[]float64](t)
	players.At(0).Short(lap, found.Target())
	v := found.Get(t)
	_ = print.Encode(finding{oneWay, carrierCalls, shortBytes, oneWayUnit, v[0], v[1]})
	for _, n := range longBytes {
		found := chare.NewFuture[[]float64](t)
		players.At(0).Long(n, lap, found.Target())
		v := found.Get(t)
		_ = print.Encode(finding{bandwidth, carrierCalls, n, bandwidthUnit, v[0], v[1]})
	}
	t.Exit(0)
}
