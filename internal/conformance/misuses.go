package conformance

import (
	"sync/atomic"

	"github.com/charm4go/charm/chare"
)

var misuses = []Scenario{
	{Name: "a Task is of no use after its method", Run: keptTasks},
	{Name: "a Task is of no use to another method", Run: borrowedTasks},
	{Name: "the main function cannot wait for its own methods", Run: untilInMain},
	{Name: "what is no chare says so", Run: notAChare},
}

// A Keeper keeps its Tasks.
type Keeper struct {
	chare.Base
	kept *chare.Task
	gate int
}

// Keep keeps its Task and ends.
func (k *Keeper) Keep(t *chare.Task) { k.kept = t }

// KeepAndWait keeps its Task and waits.
func (k *Keeper) KeepAndWait(t *chare.Task) {
	k.kept = t
	t.Until(func() bool { return k.gate > 0 })
}

// Use waits with the kept Task, in a method that has none.
func (k *Keeper) Use() { k.kept.Yield() }

// UseIn waits with the kept Task, in a method that has its own.
func (k *Keeper) UseIn(t *chare.Task) {
	f := k.This().Ret().Gate()
	complains(func() { f.Get(k.kept) }, "Task", "conformance.Keeper.KeepAndWait", "outside that method")
	equal("gate", f.Get(t), 0)
}

// Gate returns whether the gate is open.
func (k *Keeper) Gate() int { return k.gate }

// Open lets KeepAndWait end.
func (k *Keeper) Open() { k.gate++ }

func keptTasks(t *chare.Task) {
	k := NewKeeper(t, chare.OnPE(t.NumPEs()-1))
	k.Keep()
	says(failure(t, k.Await().Use()).Error(), "conformance.Keeper.Use on PE", "Task of conformance.Keeper.Keep", "after that method had ended")
}

func borrowedTasks(t *chare.Task) {
	k := NewKeeper(t, chare.OnPE(t.NumPEs()-1))
	waiting := k.Await().KeepAndWait()
	says(failure(t, k.Await().Use()).Error(), "conformance.Keeper.Use on PE", "Task of conformance.Keeper.KeepAndWait", "outside that method")
	k.Await().UseIn().Get(t)
	k.Open() // nothing has happened to the one who waits
	waiting.Get(t)
}

func untilInMain(t *chare.Task) {
	complains(func() { t.Until(func() bool { return false }) }, "main function", "Until")
}

func notAChare(t *chare.Task) {
	var none Keeper
	complains(func() { none.PE() }, "not a chare")
	complains(func() { none.This() }, "not a chare")
	complains(func() { none.All() }, "not a chare")
	complains(func() { chare.NewFuture[int](&none) }, "not a chare")
	complains(func() { none.Index() }, "not a chare")
}

// A Thief waits for what is not its own.
type Thief struct{ chare.Base }

// Wait waits for a future that another PE has left in this process.
func (t *Thief) Wait(task *chare.Task) int { return left.Load().Get(task) }

// left is a future of PE 0.
var left atomic.Pointer[chare.Future[int]]
