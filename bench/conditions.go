package main

import (
	"math/rand/v2"
	"time"

	"github.com/charm4go/charm/chare"
)

var conditions = []measurement{
	{name: "when", pes: 1, unit: "ns/message", of: "values", sizes: []int{1000, 10_000, 100_000}, repeats: 3, all: true, times: func(values int) int { return values * messagesPerValue }, prepare: whenLookup},
}

// messagesPerValue is how many messages wait for each value.
const messagesPerValue = 10

// A Keeper takes messages in the order of their values, whatever the order in
// which they come.
type Keeper struct {
	chare.Base
	value, taken, values int
	began                time.Time
	done                 chare.Target[time.Duration]
}

// Begin makes ready for all values below a number. The time until all messages
// have been taken goes to a target.
func (k *Keeper) Begin(values int, done chare.Target[time.Duration]) {
	k.value, k.taken, k.values, k.done = 0, 0, values, done
	k.began = time.Now()
}

// Take takes a message of the present value.
//
//charm:when k.value == value
func (k *Keeper) Take(value int) {
	if k.taken++; k.taken < messagesPerValue {
		return
	}
	k.value, k.taken = k.value+1, 0
	if k.value == k.values {
		k.done.Send(time.Since(k.began))
	}
}

// whenLookup sends messages of so many values to one chare, in random order: what
// each costs from its sending to the end of its method.
func whenLookup(t *chare.Task, size, _ int) func() float64 {
	keeper := NewKeeper(t, chare.OnPE(0))
	order := rand.New(rand.NewPCG(1, 2)).Perm(size * messagesPerValue)
	return func() float64 {
		took := chare.NewFuture[time.Duration](t)
		keeper.Await().Begin(size, took.Target()).Get(t)
		for _, i := range order {
			keeper.Take(i % size)
		}
		return float64(took.Get(t).Nanoseconds())
	}
}
