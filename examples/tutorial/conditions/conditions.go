// Conditions lets messages and methods wait for the state of a chare.
//
//	go run ./examples/tutorial/conditions +p2
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Ledger has entries with numbers from 0.
type Ledger struct {
	chare.Base
	next, balance int
}

// Enter makes an entry. Entries that come early wait for those before them.
//
//charm:when number == l.next
func (l *Ledger) Enter(number, amount int) {
	l.next++
	l.balance += amount
	fmt.Printf("entry %d: %+d, balance %d\n", number, amount, l.balance)
}

// Balance returns the balance once there are n entries.
func (l *Ledger) Balance(t *chare.Task, n int) int {
	t.Until(func() bool { return l.next == n })
	return l.balance
}

func run(t *chare.Task) {
	ledger := NewLedger(t)
	balance := ledger.Ret().Balance(3)
	ledger.Enter(2, -20)
	ledger.Enter(1, +5)
	ledger.Enter(0, +100)
	fmt.Println("final balance:", balance.Get(t))
	t.Exit(0)
}

func main() { chare.Main(run) }
