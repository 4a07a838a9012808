package shmem_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/nettest"
	"github.com/charm4go/charm/netlayer/shmem"
	"github.com/charm4go/charm/shm"
)

// attachAll makes the Ports of n PEs, all in this process: each maps the memory
// anew, as the processes would.
func attachAll(t *testing.T, n int, options shmem.Options, doorbells ...shmem.Doorbell) []netlayer.Port {
	t.Helper()
	segment, err := shmem.Create(n, options)
	if err != nil {
		t.Fatal(err)
	}
	defer segment.Close()
	ports := make([]netlayer.Port, n)
	for pe := range ports {
		ports[pe] = attach(t, segment, pe, n, options, readOnlyBy(pe, doorbells)...)
	}
	return ports
}

// readOnlyBy returns what a PE knows of doorbells, if all are processes.
func readOnlyBy(pe int, doorbells []shmem.Doorbell) []shmem.Doorbell {
	known := slices.Clone(doorbells)
	for i := range known {
		if known[i].PE != pe {
			known[i].Read = nil
		}
	}
	return known
}

// attach makes the Port of a PE in this process, until the test is over.
func attach(t testing.TB, segment *shm.Segment, pe, numPEs int, options shmem.Options, doorbells ...shmem.Doorbell) netlayer.Port {
	t.Helper()
	port, err := shmem.Attach(dup(t, segment), pe, numPEs, options, doorbells...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := port.Close(); err != nil {
			t.Error(err)
		}
	})
	return port
}

// dup returns another file descriptor of a segment, like a child process gets
// one.
func dup(t testing.TB, segment *shm.Segment) uintptr {
	t.Helper()
	fd, err := syscall.Dup(int(segment.File().Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return uintptr(fd)
}

func TestPromises(t *testing.T) {
	for _, options := range []shmem.Options{
		{},
		{RingBytes: 4 << 10, BlockBytes: 64 << 10, Spin: 20 * time.Microsecond, Yields: 2},
	} {
		ports := func(t *testing.T, n int) []netlayer.Port { return attachAll(t, n, options) }
		t.Run(fmt.Sprintf("%+v", options), func(t *testing.T) {
			nettest.Run(t, ports)
			nettest.RunConcurrent(t, ports)
		})
	}
}

func TestAttachSaysWhatIsWrong(t *testing.T) {
	segment, err := shmem.Create(3, shmem.Options{BlockBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer segment.Close()
	for _, test := range []struct {
		pe, numPEs int
		spoil      byte // written over the start of the header
		want       string
	}{
		{0, 4, 0, "a segment for 3 PEs, want 4"},
		{3, 3, 0, "the PE is 3, want one of 3"},
		{0, 3, 0xff, "no segment of PEs"},
	} {
		segment.Bytes()[0] ^= test.spoil
		_, err := shmem.Attach(dup(t, segment), test.pe, test.numPEs, shmem.Options{})
		segment.Bytes()[0] ^= test.spoil
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("PE %d of %d: error %v, want one with %q", test.pe, test.numPEs, err, test.want)
		}
	}
	if _, err := shmem.Attach(9999, 0, 3, shmem.Options{}); err == nil {
		t.Error("attached to a file descriptor that is not open")
	}
}

func TestCreateSaysWhatIsWrong(t *testing.T) {
	tooMuch := "there is room for"
	if math.MaxInt == math.MaxInt32 {
		tooMuch = "more memory than can be addressed"
	}
	for _, test := range []struct {
		numPEs  int
		options shmem.Options
		want    string
	}{
		{0, shmem.Options{}, "there are 0 PEs"},
		{2, shmem.Options{RingBytes: 1000}, "want a power of two"},
		{2, shmem.Options{BlockBytes: 3 << 20}, "want a power of two"},
		{1 << 20, shmem.Options{BlockBytes: 1 << 30}, tooMuch},
	} {
		_, err := shmem.Create(test.numPEs, test.options)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%d PEs, %+v: error %v, want one with %q", test.numPEs, test.options, err, test.want)
		}
	}
}
