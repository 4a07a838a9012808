package boot

import (
	"slices"
	"strings"
)

// absent are options of Charm++ that are not here, and what stands in for them.
var absent = []struct{ names, instead string }{
	{"++ppn +ppn ++oneWthPerHost ++oneWthPerSocket ++oneWthPerCore ++oneWthPerPU +oneWthPerHost +oneWthPerSocket +oneWthPerCore +oneWthPerPU",
		"a PE is a process, not a thread of one; +p N or ++processPerCore N say how many there are"},
	{"+auto-provision +autoProvision", "+pauto fills the hosts"},
	{"+commap", "PEs have no threads for communication; +pemap says where PEs are"},
	{"+pemapfile", `+pemap "$(cat FILE)" takes what is in a file`},
	{"++scalable-start ++hierarchical-start", "there is one connection per host anyway; ++maxssh N says how many are made at once"},
	{"++usehostname", "hosts reach each other by addresses; ++useip says by which"},
	{"++mpiexec ++mpiexec-no-n", "a program started by mpirun or srun is one job anyway, and in an allocation of Slurm charmrun uses srun"},
	{"++debug ++debug-no-pause ++debugger ++debug-commands ++in-xterm ++xterm ++display ++ssh-display ++no-xrdb ++charmdebug",
		"charetest.Run runs all PEs in one process, for a debugger"},
	{"++interactive", "a Go program is compiled; charmrun +p N with its folder builds it and runs it"},
	{"++server ++server-port ++server-auth", "clients cannot connect to a job"},
	{"++newp ++oldp ++shrinkexpand ++charmrun_port +shrinkexpand +restart +partitions", "there is nothing like it so far"},
	{"++ipc-pool-size ++ipc-cutoff", "+ring-size sets the size of inboxes, and large messages need no setting"},
	{"++va-randomization +stacksize +isomalloc_sync +no_isomalloc_sync +noisomalloc +fifo +lifo +ififo +ilifo +bfifo +blifo",
		"it is for Charm++'s runtime in C, and nothing here is like it"},
	{"+CmiSleepOnIdle +CmiSpinOnIdle +idle-timeout", "an idle PE spins as long as that pays, and then sleeps"},
	{"+io_flush_user +io_flush_system", "lines are carried as they are written"},
	{"+record +replay +replay-detail", "charetest.Simulate finds an order of messages, and repeats it"},
	{"+tracesummary +ss +cs", "+profile tells where the time goes, and counts messages"},
	{"+qs", "SIGQUIT has each PE tell how much waits"},
	{"+mems", "GODEBUG=gctrace=1 has the runtime of Go tell of memory"},
	{"+libcharm_interface", "there is one only"},
	{"+TreeLBFile", "+balancer Hierarchical goes by hosts"},
	{"+MetaLB +MetaLBModelDir", "+balancer Adaptive decides when to balance"},
}

// instead returns what stands in for an option of Charm++ that is not here.
func instead(word string) (text string, ok bool) {
	for _, a := range absent {
		if slices.Contains(strings.Fields(a.names), word) {
			return a.instead, true
		}
	}
	return "", false
}
