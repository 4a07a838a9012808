// Package netns makes network namespaces on this machine, by the command ip. Each
// is as good as a host: it has interfaces, addresses and ports of its own. It
// takes root, and Linux.
package netns

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// A Namespace is known to ip by its name.
type Namespace string

// New makes a namespace that has a loopback device and nothing else.
func New(name string) (Namespace, error) {
	n := Namespace(name)
	if err := run(exec.Command("ip", "netns", "add", name)); err != nil {
		return n, err
	}
	return n, n.Run("ip", "link", "set", "lo", "up")
}

// Command returns a command that runs in the namespace.
func (n Namespace) Command(args ...string) *exec.Cmd {
	return exec.Command("ip", append([]string{"netns", "exec", string(n)}, args...)...)
}

// Run runs one to its end. The error tells what it has printed.
func (n Namespace) Run(args ...string) error { return run(n.Command(args...)) }

func run(c *exec.Cmd) error {
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("netns: %q: %w: %s", c.Args, err, out)
	}
	return nil
}

// Wire joins an interface of the namespace, which gets an address with the length
// of its network, to one of another.
func (n Namespace) Wire(device, address string, other Namespace, otherDevice string) error {
	for _, words := range []string{
		"ip link add " + device + " type veth peer name " + otherDevice + " netns " + string(other),
		"ip addr add " + address + " dev " + device,
		"ip link set " + device + " up",
	} {
		if err := n.Run(strings.Fields(words)...); err != nil {
			return err
		}
	}
	return nil
}

// Processes returns those of the namespace, but for this one.
func (n Namespace) Processes() (pids []int) {
	out, _ := exec.Command("ip", "netns", "pids", string(n)).Output()
	for word := range strings.FieldsSeq(string(out)) {
		if pid, err := strconv.Atoi(word); err == nil && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	return pids
}

// Remove kills the processes of the namespace, and removes it.
func (n Namespace) Remove() error {
	for _, pid := range n.Processes() {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended meanwhile
	}
	return run(exec.Command("ip", "netns", "del", string(n)))
}
