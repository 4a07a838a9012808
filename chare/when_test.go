package chare

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/charm4go/charm/wire"
)

// A turnstile is a chare written as charmgen would. It takes messages in the
// order of their numbers, perNumber of each.
type turnstile struct {
	Base
	now, of   int // messages taken, of the present number
	perNumber int
	last      int
	turn      int // of the last message of the present number
	disorder  int // messages of one number that passed before earlier ones
	done      Target[Void]
}

type turnstileInitArgs struct {
	perNumber, last int
	done            Target[Void]
}
type turnstilePassArgs struct{ number, turn int }

var turnstileClass = NewClass("github.com/charm4go/charm/chare.turnstile", func() Chare { return new(turnstile) })

var turnstileInit = NewInit(turnstileClass, Method[turnstileInitArgs, Void]{
	Call: func(c Chare, t *Task, a *turnstileInitArgs) (Void, error) {
		s := c.(*turnstile)
		s.perNumber, s.last, s.done = a.perNumber, a.last, a.done
		return Void{}, nil
	},
	Encode: func(e *wire.Encoder, a *turnstileInitArgs) {},
	Decode: func(d *wire.Decoder, a *turnstileInitArgs) {},
})

var turnstilePass = NewEntry(turnstileClass, "Pass", Method[turnstilePassArgs, Void]{
	Call: func(c Chare, t *Task, a *turnstilePassArgs) (Void, error) {
		s := c.(*turnstile)
		if s.of > 0 && a.turn < s.turn {
			s.disorder++
		}
		s.turn = a.turn
		if s.of++; s.of == s.perNumber {
			s.now, s.of = s.now+1, 0
		}
		if s.now == s.last {
			s.done.Send(Void{})
		}
		return Void{}, nil
	},
	Size:   func(a *turnstilePassArgs) int { return 16 },
	Encode: func(e *wire.Encoder, a *turnstilePassArgs) { e.Int(a.number); e.Int(a.turn) },
	Decode: func(d *wire.Decoder, a *turnstilePassArgs) { a.number, a.turn = d.Int(), d.Int() },
})

func init() {
	WhenEqual(turnstilePass, "s.now == number",
		func(c Chare) int { return c.(*turnstile).now },
		func(a *turnstilePassArgs) int { return a.number },
		nil)
}

// More messages than are put into their piles one by one: those of one number pass
// in the order in which they were sent, and leave with their chare in that order.
func TestWhenKeepsTheOrderOfManyMessages(t *testing.T) {
	const numbers, perNumber = 5000, 10
	messages := rand.New(rand.NewPCG(1, 2)).Perm(numbers * perNumber)
	if len(messages) < manyMessages+10*sortedAtOnce || len(messages)%sortedAtOnce == 0 {
		t.Fatalf("%d messages are the wrong number", len(messages))
	}
	err := RunInProcess(1, func(task *Task) {
		done := NewFuture[Void](task)
		stay := NewSingle(task, turnstileInit, turnstileInitArgs{perNumber, numbers, done.Target()})
		leave := NewSingle(task, turnstileInit, turnstileInitArgs{perNumber, numbers, done.Target()})
		for turn, m := range messages {
			Send(stay, turnstilePass, turnstilePassArgs{m % numbers, turn})
			Send(leave, turnstilePass, turnstilePassArgs{1 + m%numbers, turn}) // all wait for 0
		}
		done.Get(task)
		if n := stay.loc.el.chare.(*turnstile).disorder; n > 0 {
			t.Errorf("%d messages passed before earlier ones of their number", n)
		}
		packed := leave.loc.el.conditions.pack()
		if len(packed) != len(messages) {
			t.Errorf("%d of %d messages leave", len(packed), len(messages))
		}
		last := map[int]int{}
		for _, m := range packed {
			d := task.k.decoder(m.m[headerBytes:])
			number, turn := d.Int(), d.Int()
			if before, ok := last[number]; ok && turn < before {
				t.Fatalf("message %d for %d leaves behind %d", turn, number, before)
			}
			last[number] = turn
		}
		task.Exit(0)
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
}

// Messages of many numbers come in random order to a chare that takes them in
// the order of their numbers.
func BenchmarkWhenLookup(b *testing.B) {
	for _, numbers := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprintf("values=%d", numbers), func(b *testing.B) {
			const perNumber = 10
			messages := make([]int, 0, numbers*perNumber)
			for i := range numbers * perNumber {
				messages = append(messages, i/perNumber)
			}
			rand.New(rand.NewPCG(1, 2)).Shuffle(len(messages), func(i, j int) {
				messages[i], messages[j] = messages[j], messages[i]
			})
			var taken time.Duration
			for range b.N {
				err := RunInProcess(1, func(t *Task) {
					done := NewFuture[Void](t)
					s := NewSingle(t, turnstileInit, turnstileInitArgs{perNumber, numbers, done.Target()})
					start := time.Now()
					for i, number := range messages {
						Send(s, turnstilePass, turnstilePassArgs{number, i})
						if i%1000 == 0 {
							t.Yield()
						}
					}
					done.Get(t)
					taken += time.Since(start)
					t.Exit(0)
				}, Options{})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(taken.Nanoseconds())/float64(b.N*len(messages)), "ns/message")
		})
	}
}
