package hosts

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// needKinds skips the test unless programs for ARM run here, by emulate.
func needKinds(t *testing.T) {
	t.Helper()
	need(t, "kinds")
	if out, err := emulate("true").CombinedOutput(); err != nil {
		t.Skipf("programs for ARM do not run here: %v: %s", err, out)
	}
}

// emulate returns a command that runs programs for ARM, too.
func emulate(args ...string) *exec.Cmd {
	script, err := filepath.Abs("testdata/binfmt.sh")
	if err != nil {
		panic(err)
	}
	return exec.Command(script, args...)
}

// TestOtherProcessors: jobs of 2 PEs on 64-bit and on 32-bit ARM reckon what
// they do here.
func TestOtherProcessors(t *testing.T) {
	needKinds(t)
	for _, c := range []struct {
		program, args string
		result        string // what is the same everywhere
	}{
		{"./examples/hello", "", `Hi\[21\] from element 4 on PE 1`},
		{"./examples/jacobi2d", "64 32", `converged after \d+ iterations`},
		{"./examples/fib", "20", `6765`},
		{"./examples/stencil3d", "16 8 20", `checksum \w+`},
		{"./internal/hosts/testdata/stress", "50", `50 rounds on 1 hosts are right`},
	} {
		reckoned := map[string]string{}
		for _, arch := range []string{"amd64", "arm64", "arm"} {
			cmd := emulate(append([]string{build(t, c.program, "GOARCH="+arch), "+p2"}, strings.Fields(c.args)...)...)
			out, err := output(cmd)
			reckoned[arch] = regexp.MustCompile(c.result).FindString(out)
			if err != nil || reckoned[arch] == "" || reckoned[arch] != reckoned["amd64"] {
				t.Errorf("%s for %s: %v: %s; want what amd64 gives, %q", c.program, arch, err, out, reckoned["amd64"])
			}
		}
		t.Logf("%s %s: %v", c.program, c.args, reckoned)
	}
}

// farShell is a remote shell to hosts that are this one, but for what their
// uname says.
const farShell = `#!/bin/sh
dir=$(dirname "$0")
export XDG_CACHE_HOME=$dir/cache
case $1 in
n2) PATH=$dir/aarch64:$PATH ;;
n3) PATH=$dir/armv7l:$PATH ;;
esac
exec /bin/sh -c "$2"
`

// TestHostsOfSeveralKinds: one job of x86-64, 64-bit ARM and 32-bit ARM, the last
// two by qemu, reckons the same bits as one of this host alone.
func TestHostsOfSeveralKinds(t *testing.T) {
	needKinds(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		check(t, os.MkdirAll(filepath.Dir(path), 0o755))
		check(t, os.WriteFile(path, []byte(text), 0o755))
		return path
	}
	for _, machine := range []string{"aarch64", "armv7l"} {
		write(machine+"/uname", "#!/bin/sh\ntest \"$1\" = -m && echo "+machine+" || echo Linux\n")
	}
	nodes := write("nodes", "host n1\nhost n2\nhost n3\n")
	shell := write("rsh", farShell)
	job := func(args ...string) string {
		out, err := output(emulate(append([]string{charmrun}, args...)...))
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		return out
	}
	for _, program := range []string{"./examples/stencil3d 32 16 50", "./internal/hosts/testdata/stress 50"} {
		words := strings.Fields(program)
		checksum := regexp.MustCompile(`checksum \w+|\d+ rounds`)
		want := checksum.FindString(job(append([]string{"+p6", "++local"}, words...)...))
		out := job(append([]string{"+p6", "++verbose", "++timeout", "300", "++nodelist", nodes, "++remote-shell", shell}, words...)...)
		if got := checksum.FindString(out); got != want || got == "" {
			t.Errorf("%s: %q on hosts of three kinds, %q on this one", program, got, want)
		}
		for _, kind := range []string{"linux/amd64,", "linux/arm64,", "linux/arm,"} {
			if !strings.Contains(out, kind) {
				t.Errorf("no agent for %s in %s", kind, out)
			}
		}
		t.Log(checksum.FindString(out))
	}
}
