package shmem_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/shmem"
)

// These tests start the test binary again, as the other PEs. PE 0 is the test
// itself.

// part is the variable of the environment that tells a process what it is, as
// "<key of parts> <pe> <number of PEs> <spin>".
const part = "SHMEM_TEST_PART"

// parts are what the other PEs can do.
var parts = map[string]func(netlayer.Port){
	"echo":  echo,
	"flood": flood,
	"sum":   sum,
	"drain": drain,
}

func TestMain(m *testing.M) {
	text, started := os.LookupEnv(part)
	if !started {
		os.Exit(m.Run())
	}
	var name string
	var pe, numPEs int
	var spin time.Duration
	if _, err := fmt.Sscan(text, &name, &pe, &numPEs, (*int64)(&spin)); err != nil {
		panic(err)
	}
	port, err := shmem.Attach(3, pe, numPEs, shmem.Options{Spin: spin})
	if err != nil {
		panic(err)
	}
	parts[name](port)
	os.Exit(0)
}

// start runs a process for each PE but 0, and returns the Port of that. The
// processes end with the test.
func start(t testing.TB, name string, numPEs int, options shmem.Options) (netlayer.Port, []*exec.Cmd) {
	t.Helper()
	segment, err := shmem.Create(numPEs, options)
	if err != nil {
		t.Fatal(err)
	}
	others := make([]*exec.Cmd, numPEs)
	for pe := 1; pe < numPEs; pe++ {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d %d", part, name, pe, numPEs, int64(options.Spin)))
		c.ExtraFiles = []*os.File{segment.File()}
		c.Stderr = os.Stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			c.Process.Kill()
			c.Wait()
		})
		others[pe] = c
	}
	port := attach(t, segment, 0, numPEs, options)
	segment.Close()
	return port, others
}

func send(p netlayer.Port, dst int, m []byte) {
	copy(p.Reserve(dst, len(m)), m)
	p.Commit(len(m))
}

// next returns the next message, which is to be released. It never comes if the
// test is over, and then the process is killed.
func next(p netlayer.Port) (from int, m []byte) {
	for {
		p.Flush()
		from, m, err := p.Recv()
		if err != nil {
			panic(err)
		}
		if m != nil {
			return from, m
		}
		p.Wait(time.Second)
	}
}

// echo sends back what it receives.
func echo(p netlayer.Port) {
	for {
		from, m := next(p)
		send(p, from, m)
		p.Release()
	}
}

// drain answers each message that starts with 0.
func drain(p netlayer.Port) {
	for {
		from, m := next(p)
		last := m[0] == 0
		p.Release()
		if last {
			send(p, from, []byte("done"))
		}
	}
}

func TestProcessesExchangeMessages(t *testing.T) {
	const numPEs = 3
	p, _ := start(t, "echo", numPEs, shmem.Options{RingBytes: 16 << 10, BlockBytes: 256 << 10})
	m := bytes.Repeat([]byte("0123456789abc"), 100_000)
	sizes := []int{1, 48, 49, 4000, 5000, 8192, 8193, 65_536, 65_537, 1_000_000}
	for round := range 3 {
		for pe := 1; pe < numPEs; pe++ {
			for _, n := range sizes {
				send(p, pe, m[round:][:n])
			}
		}
		var got [numPEs]int
		for range (numPEs - 1) * len(sizes) {
			from, r := next(p)
			if n := sizes[got[from]]; !bytes.Equal(r, m[round:][:n]) {
				t.Fatalf("PE %d has sent back %d bytes, want the %d that it was sent", from, len(r), n)
			}
			got[from]++
			p.Release()
		}
	}
}

// flood sends numbers to PE 0 for ever, in messages of many sizes.
func flood(p netlayer.Port) {
	next(p) // wait for the start
	p.Release()
	for i := 0; ; i++ {
		n := 16 << (i % 13)
		b := p.Reserve(0, n)
		for at := range b {
			b[at] = byte(i)
		}
		p.Commit(n)
		for p.Flush() {
			p.Wait(time.Second)
		}
	}
}

// A producer that is killed leaves its messages whole or not at all, and the
// others unharmed. That it may also leave a record that never comes is what the
// end of the job is for.
func TestKillingASenderLeavesNoBadMessage(t *testing.T) {
	const numPEs = 4
	p, others := start(t, "flood", numPEs, shmem.Options{RingBytes: 64 << 10, BlockBytes: 256 << 10})
	for pe := 1; pe < numPEs; pe++ {
		send(p, pe, []byte("start"))
	}
	var got [numPEs]int
	receive := func(d time.Duration) {
		for end := time.Now().Add(d); time.Now().Before(end); {
			from, m, err := p.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if m == nil {
				p.Wait(time.Millisecond)
				continue
			}
			i := got[from]
			if n := 16 << (i % 13); len(m) != n || bytes.Count(m, []byte{byte(i)}) != n {
				t.Fatalf("message %d of PE %d has %d bytes or is damaged, want %d", i, from, len(m), n)
			}
			got[from]++
			p.Release()
		}
	}
	for pe := 1; pe < numPEs; pe++ {
		receive(100 * time.Millisecond)
		if pe == 1 && got[1]+got[2]+got[3] == 0 {
			t.Fatal("nothing arrives")
		}
		others[pe].Process.Kill()
	}
	receive(50 * time.Millisecond)
}

// sum answers a message with its hash.
func sum(p netlayer.Port) {
	for {
		from, m := next(p)
		h := checksum(m)
		p.Release()
		send(p, from, fmt.Append(nil, h))
	}
}

func checksum(m []byte) uint32 {
	h := uint32(1)
	for i := 0; i < len(m); i += 61 {
		h = h*16777619 ^ uint32(m[i])
	}
	return h
}

func TestAMessageLongerThanAllBlocks(t *testing.T) {
	n := 256 << 20
	if testing.Short() {
		n = 24 << 20
	}
	p, _ := start(t, "sum", 2, shmem.Options{BlockBytes: 16 << 20})
	b := p.Reserve(1, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16 ^ i>>22)
	}
	want := fmt.Sprint(checksum(b))
	b = nil
	p.Commit(n)
	if _, m := next(p); string(m) != want {
		t.Errorf("%d bytes arrive with checksum %s, want %s", n, m, want)
	}
	p.Release()
}
