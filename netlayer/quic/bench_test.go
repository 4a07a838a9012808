package quic

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	quicgo "github.com/quic-go/quic-go"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
)

// These compare the way through two gateways with what it stands on, in one run:
// one stream of quic-go, and a connection of TCP. All ends are in this process,
// so that two processors have all of the work.

// A line is two ends that a benchmark sends between.
type line struct {
	send func(m []byte) // a message, from one end
	wait func()         // there, for the answer to one
}

// A lineMaker makes a line whose other end answers each message of n bytes with
// the first of them.
type lineMaker func(b *testing.B, n, answer int) line

// overEach runs a benchmark over each kind of line.
func overEach(b *testing.B, n, answer int, run func(b *testing.B, l line)) {
	for _, kind := range []struct {
		name string
		make lineMaker
	}{{"gateways", overGateways}, {"quic-go", overQUIC}, {"tcp", overTCP}} {
		b.Run(kind.name, func(b *testing.B) { run(b, kind.make(b, n, answer)) })
	}
}

// BenchmarkOneWay sends a short message there and back.
func BenchmarkOneWay(b *testing.B) {
	const n, portion = 40, 20
	overEach(b, n, n, func(b *testing.B, l line) {
		m := make([]byte, n)
		least := time.Hour
		for b.Loop() {
			start := time.Now()
			for range portion {
				l.send(m)
				l.wait()
			}
			least = min(least, time.Since(start))
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/portion/2, "ns/way")
		b.ReportMetric(float64(least.Nanoseconds())/portion/2, "least-ns/way")
	})
}

// BenchmarkStream sends messages one way, of which 8 MiB are under way at once.
func BenchmarkStream(b *testing.B) {
	const under, portionBytes = 8 << 20, 32 << 20
	for _, n := range []int{1 << 10, 64 << 10, 1 << 20} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			overEach(b, n, 1, func(b *testing.B, l line) {
				m := make([]byte, n)
				for range under / n {
					l.send(m)
				}
				b.SetBytes(portionBytes)
				least := time.Hour
				for b.Loop() {
					start := time.Now()
					for range portionBytes / n {
						l.wait()
						l.send(m)
					}
					least = min(least, time.Since(start))
				}
				b.ReportMetric(portionBytes/1e6/least.Seconds(), "most-MB/s")
			})
		})
	}
}

func overGateways(b *testing.B, n, answer int) line {
	c := run(b, configs(b, 1, 1), inproc.Options{})
	here, there := c.Ports[0], c.Ports[1]
	go func() {
		for {
			m := receive(there)
			copy(there.Reserve(0, answer), m)
			there.Release()
			there.Commit(answer)
		}
	}()
	return line{
		send: func(m []byte) {
			copy(here.Reserve(1, n), m)
			here.Commit(n)
		},
		wait: func() {
			receive(here)
			here.Release()
		},
	}
}

// receive waits for a message.
func receive(p netlayer.Port) []byte {
	for {
		p.Flush()
		if _, m, _ := p.Recv(); m != nil {
			return m
		}
		p.Wait(-1)
	}
}

func overQUIC(b *testing.B, n, answer int) line {
	here, there := streams(b)
	return overPipe(here, there, n, answer)
}

// streams returns the ends of a stream of quic-go, with the settings of gateways.
func streams(b *testing.B) (here, there *quicgo.Stream) {
	c := configs(b, 1, 1)
	servers, err := c[0].Keys.tls()
	check(b, err)
	callers, err := c[1].Keys.tls()
	check(b, err)
	callers.ServerName = nameOf(c[0].Keys.Job, 0)
	settings, ctx := c[0].filled().quic(), context.Background()
	l, err := quicgo.ListenAddr("127.0.0.1:0", servers, settings)
	check(b, err)
	b.Cleanup(func() { l.Close() })
	calling, err := quicgo.DialAddr(ctx, l.Addr().String(), callers, settings)
	check(b, err)
	called, err := l.Accept(ctx)
	check(b, err)
	here, err = calling.OpenStreamSync(ctx)
	check(b, err)
	_, err = here.Write([]byte{0}) // else nobody hears of it
	check(b, err)
	there, err = called.AcceptStream(ctx)
	check(b, err)
	_, err = io.ReadFull(there, make([]byte, 1))
	check(b, err)
	return here, there
}

func overTCP(b *testing.B, n, answer int) line {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(b, err)
	defer l.Close()
	here, err := net.Dial("tcp", l.Addr().String())
	check(b, err)
	there, err := l.Accept()
	check(b, err)
	b.Cleanup(func() { here.Close(); there.Close() })
	return overPipe(here, there, n, answer)
}

func overPipe(here, there io.ReadWriter, n, answer int) line {
	go func() {
		m := make([]byte, n)
		for {
			if _, err := io.ReadFull(there, m); err != nil {
				return
			}
			there.Write(m[:answer])
		}
	}()
	m := make([]byte, answer)
	return line{
		send: func(m []byte) { here.Write(m) },
		wait: func() { io.ReadFull(here, m) },
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
