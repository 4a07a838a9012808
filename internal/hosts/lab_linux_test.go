package hosts

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/internal/netns"
)

// A lab is four hosts and the place where charmrun runs. Host i has the address
// 10.77.0.i, and is n<i> in lists of hosts.
type lab struct {
	t     *testing.T
	dir   string                        // of this test: keys, settings, lists, and the hosts' caches
	hosts [numHosts + 1]netns.Namespace // 0 is where charmrun is
}

const numHosts = 4

// newLab makes the hosts, and removes them at the end of the test.
func newLab(t *testing.T) *lab {
	t.Helper()
	need(t, "hosts")
	l := &lab{t: t, dir: t.TempDir()}
	if err := os.Mkdir("/run/sshd", 0o755); err == nil {
		t.Cleanup(func() { os.Remove("/run/sshd") })
	}
	l.keys()
	l.netns(0)
	l.in(0, "ip", "link", "add", "br0", "type", "bridge")
	l.in(0, "ip", "addr", "add", address(254), "dev", "br0")
	l.in(0, "ip", "link", "set", "br0", "up")
	for i := range numHosts {
		l.host(i + 1)
	}
	l.write("nodes", "host n1\nhost n2\nhost n3\nhost n4\n")
	return l
}

func address(host int) string { return fmt.Sprintf("10.77.0.%d/24", host) }

// netns makes the namespace of a host.
func (l *lab) netns(host int) { l.hosts[host] = newNetns(l.t, fmt.Sprint(host)) }

// host makes a host with a wire to the bridge and an sshd.
func (l *lab) host(i int) {
	l.netns(i)
	check(l.t, l.hosts[i].Wire("eth0", address(i), l.hosts[0], l.wire(i)))
	l.in(0, "ip", "link", "set", l.wire(i), "master", "br0", "up")
	l.sshd(i)
}

func (l *lab) wire(i int) string { return fmt.Sprintf("wire%d", i) }

// keys makes the keys and settings of ssh and sshd.
func (l *lab) keys() {
	for _, name := range []string{"host", "user"} {
		l.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(l.dir, name))
	}
	public, err := os.ReadFile(filepath.Join(l.dir, "host.pub"))
	if err != nil {
		l.t.Fatal(err)
	}
	l.write("known_hosts", "10.77.0.* "+string(public))
	var hosts strings.Builder
	for i := range numHosts {
		fmt.Fprintf(&hosts, "Host n%d\n  HostName 10.77.0.%d\n", i+1, i+1)
	}
	l.write("ssh_config", fmt.Sprintf("%sHost *\n  User root\n  IdentityFile %s/user\n  UserKnownHostsFile %s/known_hosts\n  StrictHostKeyChecking yes\n",
		&hosts, l.dir, l.dir))
}

// sshd starts the sshd of a host.
func (l *lab) sshd(i int) {
	cache := filepath.Join(l.dir, fmt.Sprint("cache", i))
	conf := l.write(fmt.Sprint("sshd_config", i), fmt.Sprintf(`HostKey %[1]s/host
AuthorizedKeysFile %[1]s/user.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
SetEnv XDG_CACHE_HOME=%[2]s
`, l.dir, cache))
	cmd := l.hosts[i].Command("/usr/sbin/sshd", "-D", "-e", "-f", conf)
	if err := cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if l.hosts[0].Run("bash", "-c", fmt.Sprintf("</dev/tcp/10.77.0.%d/22", i)) == nil {
			return
		}
		if time.Now().After(deadline) {
			l.t.Fatalf("sshd of host %d does not answer", i)
		}
	}
}

func (l *lab) write(name, text string) (path string) {
	l.t.Helper()
	path = filepath.Join(l.dir, name)
	check(l.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func (l *lab) run(args ...string) {
	l.t.Helper()
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		l.t.Fatalf("%q: %v: %s", args, err, out)
	}
}

// in runs a command on a host.
func (l *lab) in(host int, args ...string) {
	l.t.Helper()
	check(l.t, l.hosts[host].Run(args...))
}

// programs returns the processes of a host that are the shipped program: its
// agent first, then PEs.
func (l *lab) programs(host int) (agent int, pes []int) {
	for _, pid := range l.hosts[host].Processes() {
		if !l.alive(pid) {
			continue
		}
		environ, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
		if bytes.Contains(environ, []byte("CHARM_PE=")) {
			pes = append(pes, pid)
		} else {
			agent = pid
		}
	}
	return agent, pes
}

// alive reports whether a process is the shipped program, and has not ended.
func (l *lab) alive(pid int) bool {
	exe, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	return err == nil && strings.HasPrefix(exe, filepath.Join(l.dir, "cache"))
}

// allPrograms returns the processes of all hosts, and what to call each.
func (l *lab) allPrograms() map[int]string {
	all := map[int]string{}
	for i := range numHosts {
		agent, pes := l.programs(i + 1)
		if agent != 0 {
			all[agent] = fmt.Sprintf("the agent of host %d", i+1)
		}
		for _, pid := range pes {
			all[pid] = fmt.Sprintf("PE %d on host %d", pid, i+1)
		}
	}
	return all
}

// A job is a running charmrun.
type job struct {
	l              *lab
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	ended          chan struct{}
}

// start starts charmrun on the list of hosts.
func (l *lab) start(list string, args ...string) *job {
	l.t.Helper()
	for _, word := range args {
		if strings.HasPrefix(word, "./") {
			build(l.t, word) // so that charmrun's build is quick, however busy the machine
		}
	}
	all := append([]string{charmrun, "++nodelist", filepath.Join(l.dir, list),
		"++remote-shell", "ssh -F " + filepath.Join(l.dir, "ssh_config")}, args...)
	j := &job{l: l, cmd: l.hosts[0].Command(all...), ended: make(chan struct{})}
	j.cmd.Stdout, j.cmd.Stderr = &j.stdout, &j.stderr
	j.cmd.Dir = "../.."
	if err := j.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	go func() { j.cmd.Wait(); close(j.ended) }()
	return j
}

// code waits for the end and returns the exit code.
func (j *job) code(patience time.Duration) int {
	j.l.t.Helper()
	select {
	case <-j.ended:
	case <-time.After(patience):
		j.cmd.Process.Kill()
		<-j.ended
		j.l.t.Fatalf("no end after %v; stdout %s, stderr %s", patience, &j.stdout, &j.stderr)
	}
	return j.cmd.ProcessState.ExitCode()
}

// wantGone checks that the program has ended on all hosts.
func (l *lab) wantGone() {
	l.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		left := l.allPrograms()
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			l.t.Fatalf("left behind: %v", left)
		}
	}
}

// runs waits until the program runs with so many PEs on all hosts.
func (l *lab) runs(j *job, pes int) {
	l.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		n := 0
		for i := range numHosts {
			_, here := l.programs(i + 1)
			n += len(here)
		}
		if n == pes {
			return
		}
		select {
		case <-j.ended:
			l.t.Fatalf("has ended: %s", &j.stderr)
		default:
		}
		if time.Now().After(deadline) {
			l.t.Fatalf("%d PEs run, want %d: %s", n, pes, &j.stderr)
		}
	}
}
