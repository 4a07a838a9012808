package shm

import (
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// child is the variable of the environment that makes the test binary the other
// process of TestProcessesShareASegment.
const child = "SHM_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(child) != "" {
		beChild()
		return
	}
	os.Exit(m.Run())
}

func create(t *testing.T, size int) *Segment {
	t.Helper()
	s, err := Create(size)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestASegmentIsZeroAndOfItsSize(t *testing.T) {
	b := create(t, 100_000).Bytes()
	if len(b) != 100_000 {
		t.Errorf("the segment is %d bytes, want 100000", len(b))
	}
	for i, v := range b {
		if v != 0 {
			t.Fatalf("byte %d is %d", i, v)
		}
	}
}

func TestOpenSeesTheSameBytes(t *testing.T) {
	s := create(t, 8192)
	again, err := Open(dup(t, s), 8192)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	s.Bytes()[5000] = 42
	if got := again.Bytes()[5000]; got != 42 {
		t.Errorf("byte 5000 is %d in the second mapping, want 42", got)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	s := create(t, 4096)
	if _, err := Open(dup(t, s), 5000); err == nil || !strings.Contains(err.Error(), "has 4096 bytes, want 5000") {
		t.Errorf("opened for more than there is: error %v", err)
	}
	if _, err := Open(9999, 4096); err == nil {
		t.Error("opened a file descriptor that is not open")
	}
	if _, err := Create(0); err == nil {
		t.Error("created a segment of nothing")
	}
}

func TestCreateSaysWhenThereIsNoRoom(t *testing.T) {
	size := 1 << 30
	if size<<20 > 0 {
		size <<= 20 // 1 PiB
	}
	_, err := Create(size)
	if err == nil || !strings.Contains(err.Error(), "wanted but there is room for") {
		t.Skipf("there is room for everything here, or nothing tells: error %v", err)
	}
}

func TestAFileWithANameIsNotLeft(t *testing.T) {
	dir := t.TempDir()
	file, err := unlinkedFile(dir, 4096)
	if err != nil {
		t.Fatal(err)
	}
	s, err := mapped(file, 4096)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Bytes()[4095] = 1
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%s is left", left[0].Name())
	}
}

// dup returns another file descriptor of a segment.
func dup(t *testing.T, s *Segment) uintptr {
	t.Helper()
	fd, err := syscall.Dup(int(s.File().Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return uintptr(fd)
}

// The two processes take turns by one word: the parent acts when it is even.
func TestProcessesShareASegment(t *testing.T) {
	const turns = 200
	s := create(t, 4096)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), child+"=1")
	c.ExtraFiles = []*os.File{s.File()}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	turn := wordOf(s)
	for n := uint32(0); n < turns; n += 2 {
		pass(turn, n)
	}
	atomic.StoreUint32(turn, over)
	Wake(turn, 1)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// over is the turn after the last.
const over = 1 << 31

func beChild() {
	s, err := Open(3, 0)
	if err != nil {
		panic(err)
	}
	for n := uint32(1); pass(wordOf(s), n); n += 2 {
	}
}

// pass waits until it is turn n and starts the next. It reports false when it is
// over.
func pass(turn *uint32, n uint32) bool {
	for {
		switch now := atomic.LoadUint32(turn); now {
		case n:
			atomic.StoreUint32(turn, n+1)
			Wake(turn, 1)
			return true
		case over:
			return false
		default:
			Sleep(turn, now, -1)
		}
	}
}

func TestSleepEndsWithTheTimeout(t *testing.T) {
	word := wordOf(create(t, 4096))
	start := time.Now()
	for time.Since(start) < 20*time.Millisecond {
		Sleep(word, 0, 20*time.Millisecond)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("a sleep of 20ms took %v", took)
	}
}

func TestSleepDoesNotWithAnotherValue(t *testing.T) {
	Sleep(wordOf(create(t, 4096)), 1, -1) // would sleep for ever
}

func TestBytesText(t *testing.T) {
	for n, want := range map[uint64]string{
		0: "0 bytes", 1023: "1023 bytes", 1024: "1.0 KiB", 3 << 29: "1.5 GiB", 1<<64 - 1: "16.0 EiB",
	} {
		if got := bytesText(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
