// Proxies lets two chares on different PEs play ball: each has the proxy of the
// other.
//
//	go run ./examples/tutorial/proxies +p2
package main

import (
	"fmt"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// A Player returns the ball to whom it came from.
type Player struct {
	chare.Base
	name string
}

// Init is the constructor.
func (p *Player) Init(name string) { p.name = name }

// Ball comes from another player.
func (p *Player) Ball(from PlayerProxy, hitsLeft int) {
	fmt.Printf("%s has the ball on PE %d\n", p.name, p.PE())
	if hitsLeft == 0 {
		p.Exit(0)
	}
	from.Ball(p.This(), hitsLeft-1)
}

func run(t *chare.Task) {
	ann := NewPlayer(t, "Ann", chare.OnPE(0))
	bob := NewPlayer(t, "Bob", chare.OnPE(t.NumPEs()-1))
	ann.Ball(bob, 3)
}

func main() { chare.Main(run) }
