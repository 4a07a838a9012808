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

// BenchmarkCacheLine is the limit: a word that two processors write in turn, and
// nothing else. It reports the best of its batches, one way; the mean says
// little where others use the processors too.
func BenchmarkCacheLine(b *testing.B) {
	const batch = 1000
	word := Word(Memory(lineBytes), 0)
	done := make(chan struct{})
	total := uint64(batch * b.N)
	go func() {
		defer close(done)
		for i := range total {
			for word.Load() != 2*i+1 {
			}
			word.Store(2*i + 2)
		}
	}()
	best := time.Duration(math.MaxInt64)
	for n := range uint64(b.N) {
		start := time.Now()
		for i := n * batch; i < (n+1)*batch; i++ {
			word.Store(2*i + 1)
			for word.Load() != 2*i+2 {
			}
		}
		best = min(best, time.Since(start))
	}
	<-done
	b.ReportMetric(float64(best.Nanoseconds())/(2*batch), "ns/way")
}
