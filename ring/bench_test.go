package ring

import (
	"fmt"
	"testing"
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
