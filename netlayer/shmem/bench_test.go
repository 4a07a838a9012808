package shmem_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer/shmem"
)

// These need two processors to themselves. Where they are shared with others, the
// least of many short portions is what to look at.

// BenchmarkPingPong sends a message to another process and back.
func BenchmarkPingPong(b *testing.B) {
	for _, n := range []int{40, 1000, 8 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { pingPong(b, n, time.Second) })
	}
	b.Run("asleep", func(b *testing.B) { pingPong(b, 40, 0) })
}

func pingPong(b *testing.B, n int, spin time.Duration) {
	p, _ := start(b, "echo", 2, shmem.Options{Spin: spin})
	m := make([]byte, n)
	exchange := func() {
		send(p, 1, m)
		next(p)
		p.Release()
	}
	exchange() // the other process is there
	const portion = 100
	least := time.Hour
	for b.Loop() {
		start := time.Now()
		for range portion {
			exchange()
		}
		least = min(least, time.Since(start))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/portion/2, "ns/way")
	b.ReportMetric(float64(least.Nanoseconds())/portion/2, "least-ns/way")
}

// BenchmarkStream sends messages one way, in portions of which the last is
// answered.
func BenchmarkStream(b *testing.B) {
	for _, n := range []int{40, 1000, 8 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { stream(b, n) })
	}
}

func stream(b *testing.B, n int) {
	p, _ := start(b, "drain", 2, shmem.Options{Spin: time.Second})
	portion := max(10, min(1000, 4<<20/n))
	m := make([]byte, n)
	exchange := func() {
		m[0] = 1 // more follow
		for range portion - 1 {
			send(p, 1, m)
			for p.Flush() {
			}
		}
		m[0] = 0
		send(p, 1, m)
		next(p)
		p.Release()
	}
	exchange() // the other process is there
	least := time.Hour
	for b.Loop() {
		start := time.Now()
		exchange()
		least = min(least, time.Since(start))
	}
	b.SetBytes(int64(portion * n))
	b.ReportMetric(float64(least.Nanoseconds())/float64(portion), "least-ns/message")
}
