package shmem_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer/shmem"
)

// These need two processors to themselves. On a machine with others on it, the
// least of several runs is the one to look at.

// BenchmarkPingPong sends a message to another process and back.
func BenchmarkPingPong(b *testing.B) {
	for _, n := range []int{40, 1000, 8 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { pingPong(b, n, time.Second) })
	}
	b.Run("40/sleeping", func(b *testing.B) { pingPong(b, 40, 0) })
}

func pingPong(b *testing.B, n int, spin time.Duration) {
	p, _ := start(b, "echo", 2, shmem.Options{Spin: spin})
	m := make([]byte, n)
	for b.Loop() {
		send(p, 1, m)
		next(p)
		p.Release()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2, "ns/way")
}

// BenchmarkStream sends messages one way, and waits for an answer to the last.
func BenchmarkStream(b *testing.B) {
	for _, n := range []int{40, 1000, 8 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, _ := start(b, "drain", 2, shmem.Options{Spin: time.Second})
			b.SetBytes(int64(n))
			m := make([]byte, n)
			m[0] = 1 // more follow
			for b.Loop() {
				send(p, 1, m)
				for p.Flush() {
				}
			}
			m[0] = 0
			send(p, 1, m)
			next(p)
			p.Release()
		})
	}
}
