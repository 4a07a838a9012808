package hosts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/internal/netns"
)

// A cluster is a Slurm of three nodes, c1 to c3, which are this machine.
type cluster struct {
	t   *testing.T
	net netns.Namespace // for its ports, and so that nothing is left
	dir string
}

const (
	clusterAddress = "10.80.0.1"
	clusterNodes   = 3
)

// slurmConf is what slurm.conf says, for a directory and the name of this
// machine.
const slurmConf = `ClusterName=charm
SlurmctldHost=%[2]s(` + clusterAddress + `)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=%[1]s/munge.sock
StateSaveLocation=%[1]s
SlurmdSpoolDir=%[1]s/%%n
SlurmctldPidFile=%[1]s/slurmctld.pid
SlurmdPidFile=%[1]s/%%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
KillWait=1
NodeName=c[1-3] NodeHostname=%[2]s NodeAddr=` + clusterAddress + ` Port=[17001-17003] CPUs=2
PartitionName=all Nodes=ALL Default=YES
`

// newCluster starts a Slurm, and ends it with the test.
func newCluster(t *testing.T) *cluster {
	t.Helper()
	need(t, "slurm")
	c := &cluster{t: t, dir: t.TempDir()}
	c.net = newNetns(t, "slurm")
	check(t, c.net.Wire("eth0", clusterAddress+"/24", c.net, "eth1"))
	check(t, c.net.Run("ip", "link", "set", "eth1", "up"))
	name, err := os.Hostname()
	check(t, err)
	for file, text := range map[string]string{
		"slurm.conf": fmt.Sprintf(slurmConf, c.dir, name),
		// None are used; but slurmd looks for them, and ends where none are mounted.
		"cgroup.conf": "CgroupPlugin=cgroup/v1\nCgroupAutomount=no\nCgroupMountpoint=" + c.dir + "\n",
		"munge.key":   strings.Repeat("no secret, since nobody else is there. ", 4),
	} {
		check(t, os.WriteFile(filepath.Join(c.dir, file), []byte(text), 0o600))
	}
	t.Setenv("SLURM_CONF", filepath.Join(c.dir, "slurm.conf"))

	c.daemon("munged", "--foreground", "--force", "--socket="+c.dir+"/munge.sock", "--key-file="+c.dir+"/munge.key",
		"--pid-file="+c.dir+"/munge.pid", "--log-file="+c.dir+"/munge.log", "--seed-file="+c.dir+"/munge.seed", "--num-threads=2")
	c.mustRun(func() bool { _, err := os.Stat(c.dir + "/munge.sock"); return err == nil })
	c.daemon("slurmctld", "-D", "-i")
	for i := range clusterNodes {
		check(t, os.Mkdir(filepath.Join(c.dir, fmt.Sprint("c", i+1)), 0o755))
		c.daemon("slurmd", "-D", "-N", fmt.Sprint("c", i+1))
	}
	c.mustRun(func() bool {
		out, _ := c.net.Command("sinfo", "--noheader", "--format=%T %D").Output()
		return strings.TrimSpace(string(out)) == fmt.Sprint("idle ", clusterNodes)
	})
	return c
}

// daemon starts a program that ends with the test, at the latest.
func (c *cluster) daemon(args ...string) {
	c.t.Helper()
	cmd := c.net.Command(args...)
	log, err := os.Create(filepath.Join(c.dir, args[0]+filepath.Base(args[len(args)-1])+".out"))
	if err == nil {
		defer log.Close()
		cmd.Stdout, cmd.Stderr = log, log
		err = cmd.Start()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
}

// mustRun skips the test unless the daemons have come up.
func (c *cluster) mustRun(up func() bool) {
	c.t.Helper()
	if !eventually(time.Minute, up) {
		logs, _ := exec.Command("sh", "-c", "tail -n 20 "+c.dir+"/*.out").Output()
		c.t.Skipf("Slurm does not run here: %s", logs)
	}
}

// TestSlurm runs programs as users of Slurm do: by srun, in an allocation of
// salloc, and when a step is cancelled.
func TestSlurm(t *testing.T) {
	c := newCluster(t)
	hello, jacobi, stress := build(t, "./examples/hello"), build(t, "./examples/jacobi2d"), build(t, "./internal/hosts/testdata/stress")
	for _, s := range []struct {
		args []string
		want string
	}{
		{[]string{"srun", "-N3", "-n6", hello}, "from element 4 on PE 4"},
		{[]string{"srun", "-N3", "-n6", stress, "200"}, "200 rounds on 3 hosts are right"},
		{[]string{"srun", "-N1", "-n2", stress, "50"}, "50 rounds on 1 hosts are right"},
		{[]string{"salloc", "--quiet", "-N3", "-n6", charmrun, "+p6", stress, "200"}, "200 rounds on 3 hosts are right"},
		{[]string{"salloc", "--quiet", "-N2", "-n4", charmrun, "+p4", jacobi, "128", "32"}, "converged after 90 iterations"},
	} {
		begun := time.Now()
		out, err := output(c.command(s.args...))
		if err != nil || !strings.Contains(out, s.want) {
			t.Errorf("%q: %v: %s; want %q", s.args, err, out, s.want)
		}
		t.Logf("%q: %v: %s", s.args, time.Since(begun).Round(time.Millisecond), out)
	}
	c.wantGone()

	srun := c.command("srun", "-N3", "-n6", stress, "1000000")
	check(t, srun.Start())
	defer srun.Wait()
	if !eventually(time.Minute, func() bool { return len(c.pes()) == 6 }) {
		t.Errorf("%d PEs run, want 6", len(c.pes()))
	}
	check(t, c.net.Run("scancel", "--signal=KILL", "--user=root"))
	c.wantGone()
}

// command is one that a user runs.
func (c *cluster) command(args ...string) *exec.Cmd {
	cmd := c.net.Command(args...)
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+c.dir)
	return cmd
}

// pes returns the PEs of all nodes.
func (c *cluster) pes() (pids []int) {
	for _, pid := range c.net.Processes() {
		environ, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
		if strings.Contains(string(environ), "CHARM_PE=") {
			pids = append(pids, pid)
		}
	}
	return pids
}

func (c *cluster) wantGone() {
	c.t.Helper()
	if !eventually(limit, func() bool { return len(c.pes()) == 0 }) {
		c.t.Errorf("PEs are left: %v", c.pes())
	}
}
