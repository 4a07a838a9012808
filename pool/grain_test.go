package pool

import (
	"bytes"
	"testing"
	"time"
)

func TestShareOfWhatIsKnown(t *testing.T) {
	for _, c := range []struct {
		what            string
		mean            time.Duration // 0: not known
		bytes           int
		waiting         int
		workers, grain  int
		want, lookAhead int // inputs; 1: yes
	}{
		{"nothing known: one task", 0, 0, 1000, 2, 1, 1, 1},
		{"nothing known: one chunk", 0, 0, 1000, 2, 16, 16, 1},
		{"nothing known: the last wait for who is free", 0, 0, 2, 2, 1, 1, 0},
		{"a millisecond of work", 10 * time.Microsecond, 0, 10_000, 2, 1, 100, 1},
		{"whole chunks", 10 * time.Microsecond, 0, 10_000, 2, 30, 90, 1},
		{"chunks longer than that: one", 10 * time.Microsecond, 0, 10_000, 2, 500, 500, 1},
		{"half of a fair share", 10 * time.Microsecond, 0, 80, 2, 1, 20, 1},
		{"at the end one by one", 10 * time.Microsecond, 0, 3, 2, 1, 1, 1},
		{"no time at all", 1, 0, 1_000_000, 1, 1, maxGrant, 1},
		{"large inputs", 10 * time.Microsecond, 100 << 10, 10_000, 2, 1, 2, 1},
		{"inputs larger than a message should be", 10 * time.Microsecond, 1 << 20, 10_000, 2, 1, 1, 1},
		{"long tasks", time.Second, 0, 1000, 2, 1, 1, 1},
		{"the last of long tasks", time.Second, 0, 2, 2, 1, 1, 0},
	} {
		tm := timing{mean: c.mean, known: c.mean > 0, bytes: c.bytes}
		got, ahead := tm.share(c.waiting, c.workers, c.grain), tm.lookAhead(c.waiting, c.workers)
		if got != c.want || ahead != (c.lookAhead == 1) {
			t.Errorf("%s: %d inputs, look-ahead %v; want %d, %d", c.what, got, ahead, c.want, c.lookAhead)
		}
	}
}

func TestTimingFollowsWhatIsMeasured(t *testing.T) {
	var tm timing
	tm.add(100, 0)
	if tm.known {
		t.Error("no input has told a time")
	}
	tm.add(100, 10)
	if !tm.known || tm.mean != 10 {
		t.Errorf("the mean is %v, want 10ns", tm.mean)
	}
	for range 100 {
		tm.add(3000, 3)
	}
	if tm.mean < 990 || tm.mean > 1000 {
		t.Errorf("the mean is %v, want nearly 1µs", tm.mean)
	}
}

func TestProgressOnATerminalIsABar(t *testing.T) {
	var out bytes.Buffer
	p := &progress{to: &out, bar: true}
	j := &jobCore{task: &task[int, int]{taskInfo: taskInfo{name: "example.com/x.work"}}, next: 5, end: 10, out: 1}
	p.draw(j)
	j.next, j.out = 10, 0
	p.draw(j)
	const want = "\rx.work [================                        ] 4/10" +
		"\rx.work [========================================] 10/10\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
