package boot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charm4go/charm/internal/remote"
)

// The hosts of these tests are all this one: their agents are reached by pipes.
// What only real hosts can show is tested with them, see cmd/charmrun.

// reachHere starts this test binary as an agent of the program.
func reachHere(program string, by remote.Caller) (Link, error) {
	start := by.Start
	by.Start = func(cmd *exec.Cmd) error {
		cmd.Env = append(cmd.Env, programEnv+"="+program)
		return start(cmd)
	}
	return startAgentHere(by)
}

// brokenLink is one over which nothing sensible comes.
type brokenLink struct {
	io.Reader
	io.Writer
	net.Conn
}

func (l brokenLink) Read(p []byte) (int, error)  { return l.Reader.Read(p) }
func (l brokenLink) Write(p []byte) (int, error) { return len(p), nil }
func (l brokenLink) Kill()                       { l.Conn.Close() }
func (l brokenLink) End() string                 { return "it has ended" }

// hostsProgram is a launcher of the program that its first argument names, on
// the hosts that the second names. Some names stand for hosts with a fault.
func hostsProgram() {
	s, rest, err := Parse(os.Args[1:])
	if err != nil {
		panic(err)
	}
	program := rest[0]
	var hosts []Host
	for name := range strings.SplitSeq(rest[1], ",") {
		_, count, _ := strings.Cut(name, "=")
		cpus, _ := strconv.Atoi(count)
		hosts = append(hosts, Host{Name: name, CPUs: cpus, Reach: func(ctx context.Context, by remote.Caller) (Link, error) {
			by.Doing("knocking")
			switch name {
			case "nobody":
				return nil, errors.New("nobody is there")
			case "slow":
				<-ctx.Done()
				return nil, ctx.Err()
			case "garbage", "cut":
				text := strings.Repeat("garbage ", 100)
				if name == "cut" {
					text = text[:2]
				}
				conn, _ := net.Pipe()
				return brokenLink{Reader: strings.NewReader(text), Conn: conn}, nil
			case "other":
				return reachHere("other registry", by)
			}
			return reachHere(program, by)
		}})
	}
	os.Exit(Launch(Job{os.Args[0], append(os.Args[:1:1], rest[2:]...), s.PEs, hosts, s, os.Stdin, os.Stdout, os.Stderr}))
}

func init() {
	programs["hosts"] = hostsProgram
	programs["other registry"] = func() {
		if _, err := Begin(Config{Args: os.Args, Registry: 2}); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	programs["place"] = func() {
		p := begin()
		fmt.Println("PE", p.Port.PE(), "of", p.Port.NumPEs(), p.Hosts, p.Args[1:])
		finish(p)
	}
	programs["sleep"] = func() {
		p := begin()
		sayPID()
		p.OnStop(func(string) { hang() }) // deaf
		hang()
	}
}

func TestPEsAreNumberedHostByHost(t *testing.T) {
	for _, c := range []struct{ pes, hosts, want string }{
		{"+p5", "a,b,c", "of 5 [0 0 1 1 2] [word]"},
		{"+p1", "a", "of 1 [] [word]"},
		{"+p4", "a=3,b", "of 4 [0 0 0 1] [word]"},
		{"+prefix", "a=2,b=1", "of 3 [0 0 1] [word]"}, // as many as the hosts say
		{"++processPerHost 2", "a=3,b", "of 4 [0 0 1 1] [word]"},
	} {
		j := startJob(t, "hosts", append(strings.Fields(c.pes), "place", c.hosts, "word")...)
		j.want(0)
		if lines := strings.Count(j.stdout.String(), c.want+"\n"); strconv.Itoa(lines) != strings.Fields(c.want)[1] {
			t.Errorf("%s on %s: stdout %q, want %q of each", c.pes, c.hosts, &j.stdout, c.want)
		}
	}
}

func TestOutputOfHostsIsWhole(t *testing.T) {
	j := startJob(t, "hosts", "+p4", "+prefix", "output", "a,b", "lines", "leave")
	j.want(0)
	for line := range strings.Lines(j.stdout.String()) {
		if !strings.HasPrefix(line, "[") || strings.Count(line, "PE") != 1 || !strings.HasSuffix(line, "end\n") {
			t.Fatalf("line %q", line)
		}
	}
	if n := strings.Count(j.stdout.String(), "\n"); n != 200 {
		t.Errorf("%d lines, want 200", n)
	}
}

// TestMuchOutputOfHosts: more than may be under way at once.
func TestMuchOutputOfHosts(t *testing.T) {
	j := startJob(t, "hosts", "+p2", "output", "a,b", "much", "leave")
	j.want(0)
	if n := strings.Count(j.stdout.String(), "\n"); n != 2*10<<10 {
		t.Errorf("%d lines, want %d", n, 2*10<<10)
	}
}

func TestStdinGoesToPE0OfAnotherHost(t *testing.T) {
	text := strings.Repeat("question ", 20_000)
	cmd := exec.Command(os.Args[0], "+p3", "stdin", "a,b")
	cmd.Stdin = strings.NewReader(text)
	j := startCommand(t, "hosts", cmd)
	j.want(0)
	for _, want := range []string{fmt.Sprintf("PE 0 read %q", text), `PE 1 read ""`, `PE 2 read ""`} {
		if !strings.Contains(j.stdout.String(), want) {
			t.Errorf("stdout %q, want %q", &j.stdout, want)
		}
	}
}

func TestEndsOfJobsOnSeveralHosts(t *testing.T) {
	for _, c := range []struct {
		args, want string
		code       int
	}{
		{"+p5 exit a,b,c", "", 7},
		{"+p4 fail a,b", "charmrun: PE 1 on host a: panic in main.Hello[3].SayHi: no more greetings", 1},
		{"+p4 kill a,b", "charmrun: PE 3 on host b (pid ", 137},
		{"+p2 leave a,nobody", "charmrun: host nobody: nobody is there", 1},
		{"+p2 leave a,garbage", "charmrun: host garbage: bytes that are no frame", 1},
		{"+p2 leave a,cut", "charmrun: host cut: its agent is gone: it has ended", 1},
		{"+p2 leave a,other", "do not run the same program: the hashes of their chare classes", 1},
		{"+p2 ++timeout 0.5 leave a,slow", "(++timeout): 1 of 2 hosts missing: slow: knocking", 1},
		{"+p1 leave a,b", "charmrun: there is no PE for host b: name fewer hosts, or give more PEs (+p)", 2},
		{"+p5 ++processPerHost 2 leave a,b", "charmrun: +p 5: ++processPerHost 2 makes 4 PEs on 2 hosts; leave one of the two out", 2},
		{"++processPerHost 2049 leave a,b", "charmrun: ++processPerHost 2049: that makes 4098 PEs on 2 hosts, want at most 4096", 2},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			j := startJob(t, "hosts", strings.Fields(c.args)...)
			if got := j.code(); got != c.code {
				t.Errorf("exit code %d, want %d", got, c.code)
			}
			if !strings.Contains(j.stderr.String(), c.want) || c.want == "" && j.stderr.Len() > 0 {
				t.Errorf("stderr %q, want %q", &j.stderr, c.want)
			}
			wantGone(t, pids(j.stdout.String()))
		})
	}
}

// sleepers starts a job on three hosts whose PEs sleep, and returns their
// processes and those of the agents.
func sleepers(t *testing.T) (j *testJob, pes, agents []int) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "+p6", "++verbose", "sleep", "a,b,c")
	cmd.Stdout, cmd.Stderr = w, w
	j = startCommand(t, "hosts", cmd)
	w.Close()
	var text bytes.Buffer
	for buf := make([]byte, 4096); strings.Count(text.String(), "\npid ") < 6; {
		n, err := r.Read(buf)
		if err != nil {
			t.Fatalf("%v after %s", err, &text)
		}
		text.Write(buf[:n])
	}
	for line := range strings.Lines(text.String()) {
		if _, rest, ok := strings.Cut(line, "agent started (pid "); ok {
			pid, _ := strconv.Atoi(rest[:strings.IndexByte(rest, ',')])
			agents = append(agents, pid)
		}
	}
	j.read = make(chan struct{})
	go func() {
		defer close(j.read)
		defer r.Close()
		io.Copy(&j.stderr, r)
	}()
	return j, pids(text.String()), agents
}

func TestKillingAnyPartEndsAll(t *testing.T) {
	kill := func(pid int) { syscall.Kill(pid, syscall.SIGKILL) }
	for _, c := range []struct {
		what   string
		strike func(j *testJob, pes, agents []int)
		code   int
		text   string
	}{
		{"launcher", func(j *testJob, _, _ []int) { j.cmd.Process.Kill() }, -1, ""},
		{"agent", func(_ *testJob, _, agents []int) { kill(agents[1]) }, 1, ": its agent is gone: signal: killed"},
		{"PE", func(_ *testJob, pes, _ []int) { kill(pes[3]) }, 137, " was killed by signal 9 (killed); the job ends"},
		// A host that stands still is one that cannot be reached. When it goes on,
		// it finds that the others have.
		{"stopped", func(_ *testJob, _, agents []int) {
			syscall.Kill(agents[1], syscall.SIGSTOP)
			time.AfterFunc(silence+500*time.Millisecond, func() { syscall.Kill(agents[1], syscall.SIGCONT) })
		}, 1, "nothing has come from there for 3s"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			j, pes, agents := sleepers(t)
			c.strike(j, pes, agents)
			begun := time.Now()
			if code := j.code(); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			wantGone(t, append(pes, agents...))
			t.Log("gone after", time.Since(begun).Round(time.Millisecond))
			<-j.read
			if !strings.Contains(j.stderr.String(), c.text) {
				t.Errorf("stderr %q, want %q", &j.stderr, c.text)
			}
		})
	}
}

// TestHostsThatMeet: each is started by itself, in any order, and the first is
// the launcher.
func TestHostsThatMeet(t *testing.T) {
	dir := t.TempDir()
	right, wrong := dir+"/right", dir+"/wrong"
	os.WriteFile(right, []byte("a token of many bytes\n"), 0o600)
	os.WriteFile(wrong, []byte("another of many bytes\n"), 0o600)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	meet := func(index int, token string, args ...string) *testJob {
		cmd := exec.Command(os.Args[0], args...)
		for name, value := range map[string]string{meetAt: address, meetSize: "3", meetIndex: strconv.Itoa(index), meetToken: token} {
			t.Setenv(name, value)
		}
		return startCommand(t, "place", cmd)
	}
	stranger := meet(1, wrong, "++timeout", "1")
	second := meet(2, right)
	first := meet(0, right, "+p4")
	stranger.want(2, "host 1 of 3 has not reached the first, "+address)
	third := meet(1, right)
	for _, j := range []*testJob{first, second, third} {
		if code := j.code(); code != 0 {
			t.Errorf("exit code %d: %s", code, &j.stderr)
		}
	}
	if n := strings.Count(first.stdout.String(), "of 4 [0 0 1 2] []\n"); n != 4 {
		t.Errorf("stdout %q, want a line of each PE", &first.stdout)
	}
}

func TestRendezvousSaysWhatIsWrong(t *testing.T) {
	good := map[string]string{meetAt: "a:1", meetSize: "2", meetIndex: "1", meetToken: "sixteen bytes, and more"}
	for _, c := range []struct{ name, value, want string }{
		{meetAt, "", ""},
		{meetIndex, "2", `JOB_COMPLETION_INDEX is "2" and`},
		{meetIndex, "", `JOB_COMPLETION_INDEX is "" and`},
		{meetSize, "x", `is "x"; want a number`},
		{meetToken, "short", "has 5 bytes, want at least 16"},
		{meetToken, "none", "the token of the job (CHARM_TOKEN_FILE): file does not exist"},
	} {
		r, err := rendezvousOf(func(name string) string {
			if name == c.name {
				return c.value
			}
			return good[name]
		}, func(name string) ([]byte, error) {
			if name == "none" {
				return nil, os.ErrNotExist
			}
			return []byte(name), nil
		})
		if c.want == "" && (r != nil || err != nil) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s=%s: %+v, %v; want %q", c.name, c.value, r, err, c.want)
		}
	}
}
