package remote

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charm4go/charm/internal/nodelist"
)

// The other host of these tests is this one, with a home of its own; the remote
// shell is a shell script that does what ssh would.

// program answers a line, and tells where it runs and what it was given.
const program = `#!/bin/sh
read -r line <&3
echo "$line: $CHARM_AGENT $(pwd) $RC $SETUP" >&4
echo to stderr >&2
echo from stdout
`

// A far is another host.
type far struct {
	t    *testing.T
	home string
	f    *Fleet

	mu           sync.Mutex
	doing, wrote []string
}

func newFar(t *testing.T, shell string) *far {
	t.Helper()
	if _, err := exec.LookPath("head"); err != nil {
		t.Skip("no head here")
	}
	h := &far{t: t, home: t.TempDir(), f: NewFleet(2)}
	h.write("program", program)
	h.f.Shell = h.write("rsh", "#!/bin/sh\nexport HOME="+h.home+"; unset XDG_CACHE_HOME; host=$1; shift\n"+shell)
	h.f.Dir = h.home
	h.f.Binary = func(System) (string, error) { return h.home + "/program", nil }
	return h
}

// direct runs the command as ssh would.
const direct = `exec /bin/sh -c "$1"`

func (h *far) write(name, text string) (path string) {
	h.t.Helper()
	path = filepath.Join(h.home, name)
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		h.t.Fatal(err)
	}
	return path
}

func (h *far) reach(ctx context.Context, host nodelist.Host) (*Conn, error) {
	add := func(to *[]string) func(string) {
		return func(s string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			*to = append(*to, s)
		}
	}
	return h.f.Reach(ctx, host, Caller{
		Start: func(cmd *exec.Cmd) error {
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			return cmd.Start()
		},
		Doing: add(&h.doing), Sent: func(int, int) {}, Wrote: add(&h.wrote),
	})
}

// answer starts the program and returns what it answers.
func (h *far) answer(host nodelist.Host) string {
	h.t.Helper()
	c, err := h.reach(h.t.Context(), host)
	if err != nil {
		h.t.Fatal(err)
	}
	fmt.Fprintln(c, "hello")
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		h.t.Fatalf("%v: %s", err, c.End())
	}
	if end := c.End(); end != "rsh ended with exit status 0" {
		h.t.Errorf("the end is %q", end)
	}
	return strings.TrimSpace(line)
}

// did reports whether Reach has told of something.
func (h *far) did(what string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.doing, func(s string) bool { return strings.Contains(s, what) })
}

func TestProgramIsSentOnceAndStarted(t *testing.T) {
	h := newFar(t, "echo welcome to $host\n"+direct)
	h.write(".charmrunrc", "export RC=sourced; cat; echo noise")
	want := "hello: 3,4 " + h.home + " sourced"
	if got := h.answer(nodelist.Host{Name: "n1"}); got != want {
		t.Errorf("answer %q, want %q", got, want)
	}
	if !h.did("sending the program") {
		t.Errorf("what was done: %q", h.doing)
	}
	if want := []string{"to stderr", "from stdout"}; !slices.Equal(h.wrote, want) {
		t.Errorf("written to stderr: %q, want %q", h.wrote, want)
	}
	h.doing = nil
	if got := h.answer(nodelist.Host{Name: "n1", Setup: "export SETUP=done"}); got != want+" done" {
		t.Errorf("answer %q, want %q", got, want+" done")
	}
	if h.did("sending the program") {
		t.Errorf("sent again: %q", h.doing)
	}
	kept, _ := filepath.Glob(h.home + "/.cache/charm/*")
	if len(kept) != 1 {
		t.Errorf("in the cache: %q", kept)
	}
}

func TestProgramIsSentPlainWithoutGzip(t *testing.T) {
	h := newFar(t, direct)
	bin := t.TempDir()
	for _, name := range []string{"sh", "uname", "head", "cat", "find", "mkdir", "mv", "rm", "chmod", "touch"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Skip("no ", name)
		}
		os.Symlink(path, filepath.Join(bin, name))
	}
	h.write(".charmrunrc", "PATH="+bin)
	if got := h.answer(nodelist.Host{Name: "n1"}); !strings.HasPrefix(got, "hello:") {
		t.Errorf("answer %q", got)
	}
}

func TestDirectoriesAreFixed(t *testing.T) {
	h := newFar(t, direct)
	there := t.TempDir()
	h.f.Dir = "/nowhere/here/work"
	os.Mkdir(there+"/work", 0o777)
	for path, want := range map[string]string{there: there + "/work", "/nowhere/else": h.home} {
		got := h.answer(nodelist.Host{Name: "n1", PathFrom: "/nowhere/here", PathTo: path})
		if got != "hello: 3,4 "+want {
			t.Errorf("path %s: answer %q, want directory %s", path, got, want)
		}
	}
}

func TestBusyHostsAreTriedAgain(t *testing.T) {
	h := newFar(t, `
if mkdir $HOME/tried; then echo kex_exchange_identification: Connection closed by remote host >&2; exit 255; fi
`+direct)
	if got := h.answer(nodelist.Host{Name: "n1"}); !strings.HasPrefix(got, "hello:") {
		t.Errorf("answer %q", got)
	}
	if !h.did("Connection closed by remote host; trying again") {
		t.Errorf("what was done: %q", h.doing)
	}
}

func TestFaultsAreToldInTheHostsWords(t *testing.T) {
	for _, c := range []struct{ shell, file, text, want string }{
		{"echo 'fred@n1: Permission denied (publickey).' >&2; exit 255", "", "", "rsh ended with exit status 255: fred@n1: Permission denied (publickey)."},
		{"echo no such command >&2; exit 127", "", "", "rsh ended with exit status 127: no such command"},
		{"yes", "", "", "its login shell prints without end"},
		{"echo charm-sh 1 Linux vax gzip; sleep 9", "", "", `its processor is called "vax"`},
		{"echo charm-sh 1 Linux x86_64 gzip; read x; echo what; sleep 9", "", "", `its shell says "what"`},
		{direct, ".cache", "a file, no folder", "exit status 1: "},
		{direct, ".charmrunrc", "exit 3", "rsh ended with exit status 3"},
	} {
		h := newFar(t, c.shell)
		if c.file != "" {
			h.write(c.file, c.text)
		}
		conn, err := h.reach(t.Context(), nodelist.Host{Name: "n1"})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v, want %q", c.shell, conn, err, c.want)
		}
	}
}

func TestReachGivesUpWithItsContext(t *testing.T) {
	h := newFar(t, "sleep 60")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := h.reach(ctx, nodelist.Host{Name: "n1"}); err == nil {
		t.Error("reached")
	}
}

func TestProgramForNobody(t *testing.T) {
	h := newFar(t, direct)
	h.f.Binary = func(s System) (string, error) { return "", errors.New("none for " + s.String()) }
	if _, err := h.reach(t.Context(), nodelist.Host{Name: "n1"}); err == nil || !strings.Contains(err.Error(), "none for linux/") {
		t.Errorf("error %v", err)
	}
}

func TestRemoteShells(t *testing.T) {
	host := nodelist.Host{Name: "n1", Login: "fred", Port: 2222}
	for shell, want := range map[string]string{
		"ssh -v":             "ssh|-v|-T|-x|-o|BatchMode=yes|-o|ServerAliveInterval=5|-o|ServerAliveCountMax=3|-o|ConnectTimeout=5|-p|2222|-l|fred|n1|" + quoted,
		`"/opt/my rsh"`:      "/opt/my rsh|-l|fred|n1|" + quoted,
		"/usr/bin/srun -p x": "/usr/bin/srun|-p|x|--quiet|--overlap|--nodes=1|--ntasks=1|--cpu-bind=none|--nodelist=n1|/bin/sh|-c|" + script,
	} {
		if got := strings.Join(words(shell, host, 5*time.Second), "|"); got != want {
			t.Errorf("%s: %s, want %s", shell, got, want)
		}
	}
}

// TestScriptPassesLoginShells: the script stands between single quotes.
func TestScriptPassesLoginShells(t *testing.T) {
	if i := strings.IndexAny(script, "'!\n"); i >= 0 {
		t.Errorf("%q in the script, which not every login shell passes on", script[i])
	}
	for _, shell := range []string{"sh", "dash", "bash", "zsh", "ksh", "csh", "tcsh", "fish"} {
		path, err := exec.LookPath(shell)
		if err != nil {
			continue
		}
		h := newFar(t, "exec "+path+` -c "$1"`)
		if got := h.answer(nodelist.Host{Name: "n1"}); !strings.HasPrefix(got, "hello:") {
			t.Errorf("%s: answer %q", shell, got)
		}
	}
}
