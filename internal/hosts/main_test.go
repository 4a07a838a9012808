package hosts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charm4go/charm/internal/netns"
)

// charmrun is the command, and binaries the directory that it is in.
var charmrun, binaries string

// TestMain builds charmrun, if the tests are to run at all.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		if os.Getenv("CHARM_HOSTS") == "" {
			return m.Run() // all are skipped
		}
		var err error
		if binaries, err = os.MkdirTemp("", "charm-hosts-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(binaries)
		charmrun = filepath.Join(binaries, "charmrun")
		if out, err := exec.Command("go", "build", "-o", charmrun, "../../cmd/charmrun").CombinedOutput(); err != nil {
			panic(string(out))
		}
		return m.Run()
	}())
}

// need skips the test unless there is what it needs, which setup.sh installs.
func need(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CHARM_HOSTS") == "" {
		t.Skip("set CHARM_HOSTS=1 to run on several hosts (make hosts)")
	}
	if os.Geteuid() != 0 {
		t.Skip("hosts are namespaces, which need root")
	}
	if out, err := exec.Command("testdata/setup.sh", what).CombinedOutput(); err != nil {
		t.Skipf("testdata/setup.sh %s: %v: %s", what, err, out)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// build builds a package of the repository for this machine, or for another by
// variables of the go command.
func build(t *testing.T, pkg string, variables ...string) (path string) {
	t.Helper()
	path = filepath.Join(binaries, strings.Join(append(variables, filepath.Base(pkg)), "-"))
	cmd := exec.Command("go", "build", "-o", path, pkg)
	cmd.Dir = "../.."
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0"), variables...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// newNetns makes a namespace that is removed with all its processes at the end of
// the test.
func newNetns(t *testing.T, name string) netns.Namespace {
	t.Helper()
	n, err := netns.New(fmt.Sprintf("charm-%s-%d", name, os.Getpid()))
	t.Cleanup(func() {
		if err := n.Remove(); err != nil {
			t.Error(err)
		}
	})
	check(t, err)
	return n
}

const patience = 2 * time.Minute

// eventually reports whether something comes to be within a time.
func eventually(patience time.Duration, is func() bool) bool {
	for deadline := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// output runs a command in the repository, and returns what it prints. It ends
// one that takes too long.
func output(cmd *exec.Cmd) (string, error) {
	var out strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = "../..", &out, &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	defer time.AfterFunc(patience, func() { cmd.Process.Signal(syscall.SIGTERM) }).Stop()
	err := cmd.Wait()
	return out.String(), err
}
