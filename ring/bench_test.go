package ring

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// BenchmarkRecord puts a record into a ring and takes it out again, on one
// goroutine: what it costs beside the way between two processors.
func BenchmarkRecord(b *testing.B) {
	for _, n := range []int{8, 40, 1000, 8 << 10} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, c, _ := newRing(b, 1<<20)
			b.SetBytes(int64(n))
			for b.Loop() {
				p.Reserve(n)
				p.Commit(1, n)
				c.Peek()
				c.Release()
			}
		})
	}
}

// BenchmarkCacheLine is the limit: two processors that wait for each other, and
// nothing else. With one line, which both write, the line goes over once each
// way. With a line for each way, as in two rings, it goes twice: to the writer,
// since the reader has it to look at, and back. It reports the best of its
// batches; the mean says little where others use the processors too.
func BenchmarkCacheLine(b *testing.B) {
	for lines, name := range map[int]string{1: "one", 2: "two"} {
		b.Run(name, func(b *testing.B) {
			mem := Memory(8 * lineBytes)
			there, back := Word(mem, 0), Word(mem, 0)
			if lines == 2 {
				back = Word(mem, 4*lineBytes)
			}
			const batch = 1000
			done := make(chan struct{})
			go func() {
				defer close(done)
				for i := range uint64(batch * b.N) {
					for there.Load() != 2*i+1 {
					}
					back.Store(2*i + 2)
				}
			}()
			best := time.Duration(math.MaxInt64)
			for n := range uint64(b.N) {
				start := time.Now()
				for i := n * batch; i < (n+1)*batch; i++ {
					there.Store(2*i + 1)
					for back.Load() != 2*i+2 {
					}
				}
				best = min(best, time.Since(start))
			}
			<-done
			b.ReportMetric(float64(best.Nanoseconds())/(2*batch), "ns/way")
		})
	}
}
