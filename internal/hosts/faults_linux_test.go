package hosts

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// busy is a job that lasts until something ends it.
var busy = []string{"++verbose", "+p8", "./examples/stencil3d", "64", "16", "1000000"}

// limit is how soon after a fault no process may be left on any host.
const limit = 5 * time.Second

// TestFaultsEndTheJobEverywhere: whatever breaks, all is gone, and the cause is
// told.
func TestFaultsEndTheJobEverywhere(t *testing.T) {
	l := newLab(t)
	kill := func(pid int) { syscall.Kill(pid, syscall.SIGKILL) }
	for _, c := range []struct {
		name   string
		strike func(j *job)
		code   int
		want   []string // any of them
	}{
		{"a PE is killed", func(*job) { _, pes := l.programs(3); kill(pes[0]) }, 137, []string{"on host n3 (pid "}},
		{"an agent is killed", func(*job) { agent, _ := l.programs(2); kill(agent) }, 1, []string{"host n2: its agent is gone"}},
		{"charmrun is killed", func(j *job) { kill(j.cmd.Process.Pid) }, -1, nil},
		{"charmrun is interrupted", func(j *job) { syscall.Kill(j.cmd.Process.Pid, syscall.SIGINT) }, 130, []string{"ended by signal 2 (interrupt)"}},
		{"a host is cut off", func(*job) { l.in(0, "ip", "link", "set", l.wire(4), "down") }, 1,
			[]string{"host n4: nothing has come from there", "has lost its connection with host 3 (n4)", "host 3 (n4) has lost its connection"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := l.start("nodes", busy...)
			l.runs(j, 8)
			time.Sleep(time.Second) // it is under way
			processes := l.allPrograms()
			begun := time.Now()
			c.strike(j)
			seen := l.follow(j, processes)
			if code := j.code(patience); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			last := ""
			for name, at := range seen {
				last += fmt.Sprintf("%s %v, ", name, at.Sub(begun).Round(time.Millisecond))
				if at.Sub(begun) > limit {
					t.Errorf("%s is there after %v", name, at.Sub(begun))
				}
			}
			l.wantGone()
			t.Logf("last seen: %s: %s", last, lastLine(j.stderr.String()))
			if c.want != nil && !containsAny(lastLine(j.stderr.String()), c.want) {
				t.Errorf("stderr %s, want a last line with one of %q", &j.stderr, c.want)
			}
		})
	}
}

// follow follows processes, and charmrun, until all have ended, and returns when
// each was last seen.
func (l *lab) follow(j *job, processes map[int]string) map[string]time.Time {
	seen := map[string]time.Time{}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		running := false
		select {
		case <-j.ended:
		default:
			seen["charmrun"], running = time.Now(), true
		}
		for pid, name := range processes {
			if l.alive(pid) {
				seen[name], running = time.Now(), true
			}
		}
		if !running {
			break
		}
	}
	return seen
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func TestHostThatRefuses(t *testing.T) {
	l := newLab(t)
	l.in(2, "ip", "addr", "add", "10.77.0.99/24", "dev", "eth0")
	l.write("nodes", "host n1\nhost n2 ++port 23\n") // nobody listens
	j := l.start("nodes", "+p2", "./examples/hello")
	if code := j.code(patience); code != 1 || !strings.Contains(j.stderr.String(), "charmrun: host n2: ssh ended with exit status 255: ") ||
		!strings.Contains(j.stderr.String(), "Connection refused") {
		t.Errorf("exit code %d, stderr %s", code, &j.stderr)
	}
	l.write("nodes", "host n1\nhost n2 ++login nobody\n")
	j = l.start("nodes", "+p2", "./examples/hello")
	if code := j.code(patience); code != 1 || !strings.Contains(j.stderr.String(), "Permission denied") {
		t.Errorf("exit code %d, stderr %s", code, &j.stderr)
	}
	l.wantGone()
}

// TestHostWhoseSshdHangs: it accepts, and never says a word.
func TestHostWhoseSshdHangs(t *testing.T) {
	l := newLab(t)
	nc := l.hosts[2].Command("perl", "-MIO::Socket::INET", "-e",
		`$s = IO::Socket::INET->new(Listen => 5, LocalPort => 24) or die; push @c, $s->accept while 1`)
	if err := nc.Start(); err != nil {
		t.Skip(err)
	}
	defer func() { nc.Process.Kill(); nc.Wait() }()
	l.write("nodes", "host n1\nhost n2 ++port 24\n")
	begun := time.Now()
	j := l.start("nodes", "+p2", "++timeout", "7", "./examples/hello")
	code := j.code(patience)
	t.Logf("after %v: %s", time.Since(begun), &j.stderr)
	for _, want := range []string{
		"charmrun: 1 of 2 hosts missing: n2: ssh is connecting", // after 5 s
		"after 7s (++timeout): 1 of 2 hosts missing: n2: ",
	} {
		if !strings.Contains(j.stderr.String(), want) {
			t.Errorf("stderr %s, want %q", &j.stderr, want)
		}
	}
	if code != 1 {
		t.Error(fmt.Sprint("exit code ", code))
	}
	l.wantGone()
}
