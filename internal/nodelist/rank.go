package nodelist

import (
	"fmt"
	"strconv"
)

// A Rank is a process's place among those that srun, mpirun or mpiexec has
// started from one command.
type Rank struct {
	By         string // the variable that tells the rank
	Rank, Size int
}

// ranks are the pairs of variables in which starters tell rank and size. Those
// of MPI come first: under Slurm, an mpirun's processes have both.
var ranks = [][2]string{
	{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
	{"MPIRUN_RANK", "MPIRUN_NPROCS"},
	{"PMI_RANK", "PMI_SIZE"},
	{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS"},
	{"SLURM_PROCID", "SLURM_NTASKS"},
	{"SLURM_PROCID", "SLURM_NPROCS"},
}

// RankOf returns the place of a process whose environment getenv reads; ok is
// false if it was not started so. The shell of an allocation has variables of
// Slurm too, but only a process of a step has a task to be.
func RankOf(getenv func(string) string) (r Rank, ok bool, err error) {
	for _, names := range ranks {
		if getenv(names[0]) == "" || getenv(names[1]) == "" || names[0] == "SLURM_PROCID" && !isTask(getenv) {
			continue
		}
		rank, err1 := strconv.Atoi(getenv(names[0]))
		size, err2 := strconv.Atoi(getenv(names[1]))
		if err1 != nil || err2 != nil || rank < 0 || rank >= size {
			return Rank{}, false, fmt.Errorf("%s is %q and %s is %q; want a number, and a larger one",
				names[0], getenv(names[0]), names[1], getenv(names[1]))
		}
		return Rank{names[0], rank, size}, true, nil
	}
	return Rank{}, false, nil
}

// isTask reports whether a process is a task of a step of Slurm, and no shell
// in which more steps are started: salloc and sbatch run one such as a task, too.
func isTask(getenv func(string) string) bool {
	step := getenv("SLURM_STEP_ID")
	if step == "" {
		step = getenv("SLURM_STEPID")
	}
	// The steps of a batch script and of an interactive shell have ids beyond
	// all others, which their processes are told as such.
	n, err := strconv.ParseUint(step, 10, 32)
	return err == nil && n < 0xfffffff0
}
