package hosts

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A relay carries packets between the hosts over a network of its own, in which
// host i is 10.78.0.i. It holds UDP back for a while and drops some of it.
type relay struct {
	delay time.Duration
	loss  float64
	tuns  []*os.File // by host
	lines []chan packet

	carried, dropped atomic.Int64
}

type packet struct {
	due  time.Time
	data []byte
}

// newRelay joins the hosts of a lab by a relay.
func (l *lab) newRelay(delay time.Duration, loss float64) *relay {
	r := &relay{delay: delay, loss: loss}
	for i := range numHosts {
		tun := l.tun(i + 1)
		line := make(chan packet, 10_000)
		r.tuns, r.lines = append(r.tuns, tun), append(r.lines, line)
		l.t.Cleanup(func() { tun.Close(); close(line) })
	}
	for i := range numHosts {
		go r.read(i, rand.New(rand.NewPCG(1, uint64(i))))
		go r.write(i)
	}
	return r
}

// tun makes an interface of a host whose packets this process reads and writes.
func (l *lab) tun(host int) *os.File {
	made := make(chan error)
	var tun *os.File
	go func() {
		runtime.LockOSThread() // for good, unless the thread is back at home
		made <- func() error {
			home, err := os.Open("/proc/thread-self/ns/net")
			if err != nil {
				return err
			}
			defer home.Close()
			ns, err := os.Open("/run/netns/" + string(l.hosts[host]))
			if err != nil {
				return err
			}
			defer ns.Close()
			if err := unix.Setns(int(ns.Fd()), unix.CLONE_NEWNET); err != nil {
				return os.NewSyscallError("setns", err)
			}
			if tun, err = openTUN("data0"); err != nil {
				return err
			}
			if err := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); err != nil {
				return os.NewSyscallError("setns", err)
			}
			runtime.UnlockOSThread()
			return nil
		}()
	}()
	if err := <-made; err != nil {
		l.t.Skip(err)
	}
	l.in(host, "ip", "addr", "add", fmt.Sprintf("10.78.0.%d/24", host), "dev", "data0")
	l.in(host, "ip", "link", "set", "data0", "up")
	return tun
}

// openTUN makes an interface in the namespace of the calling thread.
func openTUN(name string) (*os.File, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, os.NewSyscallError("open /dev/net/tun", err)
	}
	request, err := unix.NewIfreq(name)
	if err != nil {
		return nil, err
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return nil, os.NewSyscallError("ioctl TUNSETIFF", err)
	}
	return os.NewFile(uintptr(fd), "tun"), nil
}

// read takes the packets of a host and puts them on the lines to where they go.
func (r *relay) read(host int, random *rand.Rand) {
	defer func() { _ = recover() }() // the lines are closed
	for {
		data := make([]byte, 65536)
		n, err := r.tuns[host].Read(data)
		if err != nil {
			return
		}
		data = data[:n]
		const udp = 17
		if n < 20 || data[0]>>4 != 4 || string(data[16:19]) != "\x0a\x4e\x00" || data[19] < 1 || data[19] > numHosts {
			continue
		}
		p := packet{time.Now(), data}
		if data[9] == udp {
			if r.carried.Add(1); random.Float64() < r.loss {
				r.dropped.Add(1)
				continue
			}
			p.due = p.due.Add(r.delay)
		}
		r.lines[data[19]-1] <- p
	}
}

func (r *relay) write(host int) {
	for p := range r.lines[host] {
		time.Sleep(time.Until(p.due))
		_, _ = r.tuns[host].Write(p.data)
	}
}

// TestSlowAndLossyNetwork: 30 ms each way, and one packet in a hundred is lost.
func TestSlowAndLossyNetwork(t *testing.T) {
	l := newLab(t)
	r := l.newRelay(30*time.Millisecond, 0.01)
	for args, want := range map[string]string{
		"+p4 ++verbose ./examples/jacobi2d 64 32":            "converged after 90 iterations",
		"+p8 ++verbose ./internal/hosts/testdata/stress 200": "200 rounds on 4 hosts are right",
	} {
		begun := time.Now()
		j := l.start("nodes", append([]string{"++useip", "10.78.0.0/24"}, strings.Fields(args)...)...)
		if code := j.code(patience); code != 0 || !strings.Contains(j.stdout.String(), want) ||
			!strings.Contains(j.stderr.String(), "n3: the other hosts reach this one at 10.78.0.3, data0, by ++useip") {
			t.Errorf("%s: exit code %d, stdout %s, stderr %s; want %q", args, code, &j.stdout, &j.stderr, want)
		}
		t.Logf("%s: %s %v", args, &j.stdout, time.Since(begun).Round(time.Millisecond))
	}
	t.Logf("%d packets of UDP, %d of them dropped", r.carried.Load(), r.dropped.Load())
	if r.dropped.Load() == 0 {
		t.Error("the relay has dropped nothing")
	}
}
