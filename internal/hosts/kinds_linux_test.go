package hosts

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

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
	if os.Getenv("CHARM_HOSTS") == "" {
		t.Skip("set CHARM_HOSTS=1 to run on several hosts (make hosts)")
	}
	if cannot != "" || charmrun == "" {
		t.Skip("no charmrun was built: ", cannot)
	}
	for _, kind := range []string{"qemu-aarch64", "qemu-arm"} {
		if _, err := os.Stat("/proc/sys/fs/binfmt_misc/" + kind); err != nil {
			t.Skip("programs for ARM do not run here: install qemu-user-static and binfmt-support, and mount binfmt_misc")
		}
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, machine := range []string{"aarch64", "armv7l"} {
		write(machine+"/uname", "#!/bin/sh\ntest \"$1\" = -m && echo "+machine+" || echo Linux\n")
	}
	nodes := write("nodes", "host n1\nhost n2\nhost n3\n")
	shell := write("rsh", farShell)
	checksum := func(args ...string) string {
		cmd := exec.Command(charmrun, append(args, "./examples/stencil3d", "32", "16", "50")...)
		cmd.Dir = "../.."
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		for _, kind := range []string{"linux/arm64", "linux/arm,"} {
			if len(args) > 2 && !strings.Contains(string(out), kind) {
				t.Errorf("no agent for %s in %s", kind, out)
			}
		}
		return regexp.MustCompile(`checksum \w+`).FindString(string(out))
	}
	want := checksum("+p6", "++local")
	if got := checksum("+p6", "++verbose", "++timeout", "300", "++nodelist", nodes, "++remote-shell", shell); got != want || got == "" {
		t.Errorf("%s on hosts of three kinds, %s on this one", got, want)
	}
}
