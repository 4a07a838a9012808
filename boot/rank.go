package boot

import (
	"errors"
	"os"

	"github.com/charm4go/charm/internal/nodelist"
)

// takeRank finds out whether this process is one of several that srun, mpirun or
// mpiexec has started from one command. The first of them then is the launcher
// of one job, with as many PEs; it starts them itself, so that they share
// memory. The others are not needed, and end here.
func (s *Settings) takeRank() error {
	r, ok, err := nodelist.RankOf(os.Getenv)
	if err != nil || !ok || r.Size == 1 {
		return err
	}
	if r.Rank != 0 {
		os.Exit(0)
	}
	if !s.runsJob() {
		s.PEs = r.Size
	}
	allowAllCPUs() // not only those of this task
	if local := os.Getenv("OMPI_COMM_WORLD_LOCAL_SIZE"); local == os.Getenv("OMPI_COMM_WORLD_SIZE") && local != "" {
		s.Local = true
		return nil
	}
	if s.Local {
		return nil
	}
	if hosts, _, err := listHosts(*s); err != nil || hosts != nil || r.By == "SLURM_PROCID" {
		return err
	}
	if os.Getenv("OMPI_COMM_WORLD_SIZE") == "" {
		s.Local = true // other starters do not say where they have started what
		return nil
	}
	return errors.New("mpirun has started this program on several hosts and does not tell which: name them by $NODELIST or ++nodelist, or use charmrun")
}
