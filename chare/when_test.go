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
	done      Target[Void]
}

type turnstileInitArgs struct {
	perNumber, last int
	done            Target[Void]
}
type turnstilePassArgs struct{ number int }

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
		if s.of++; s.of == s.perNumber {
			s.now, s.of = s.now+1, 0
		}
		if s.now == s.last {
			s.done.Send(Void{})
		}
		return Void{}, nil
	},
	Size:   func(a *turnstilePassArgs) int { return 8 },
	Encode: func(e *wire.Encoder, a *turnstilePassArgs) { e.Int(a.number) },
	Decode: func(d *wire.Decoder, a *turnstilePassArgs) { a.number = d.Int() },
})

func init() {
	WhenEqual(turnstilePass, "s.now == number",
		func(c Chare) int { return c.(*turnstile).now },
		func(a *turnstilePassArgs) int { return a.number },
		nil)
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
						Send(s, turnstilePass, turnstilePassArgs{number})
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
