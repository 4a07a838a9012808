// Stress broadcasts payloads of many lengths to an array, one after the other
// without waiting, and adds up what arrives.
package main

import (
	"fmt"
	"strconv"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/reduce"
)

// A Member counts what it gets.
type Member struct {
	chare.Base
	rounds, bytes int
}

// Init is the constructor.
func (m *Member) Init() {}

// Take takes the payload of a round, whose bytes are all the round's number.
func (m *Member) Take(round int, payload []byte) {
	if round != m.rounds {
		m.Abort(fmt.Sprintf("round %d comes in place of %d", round, m.rounds))
	}
	for _, b := range payload {
		if b != byte(round) {
			m.Abort(fmt.Sprintf("round %d: a byte is %d", round, b))
		}
	}
	m.rounds++
	m.bytes += len(payload)
}

// Total adds up the bytes of all members.
func (m *Member) Total(total chare.Target[int]) { chare.Reduce(m, m.bytes, reduce.Sum, total) }

func run(t *chare.Task) {
	rounds, _ := strconv.Atoi(t.Args()[0])
	n := 4 * t.NumPEs()
	members := NewMemberArray(t, chare.Dims(n))
	bytes := 0
	for round := range rounds {
		payload := make([]byte, round*round%100_000)
		for i := range payload {
			payload[i] = byte(round)
		}
		members.Take(round, payload)
		bytes += n * len(payload)
		if round%10 == 9 {
			total := chare.NewFuture[int](t)
			members.Total(total.Target())
			if got := total.Get(t); got != bytes {
				t.Abort(fmt.Sprintf("%d bytes after round %d, want %d", got, round, bytes))
			}
		}
	}
	fmt.Println(rounds, "rounds on", t.NumHosts(), "hosts are right")
	t.Exit(0)
}

func main() { chare.Main(run) }
