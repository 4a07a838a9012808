package nodelist

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Batch is what a batch system has given to a job.
type Batch struct {
	System string // "Slurm", "PBS" or "LSF"
	From   string // the variable that names the hosts
	Hosts  []Host // CPUs are the tasks or slots on each
}

// InBatch returns what a batch system has given to the job that this process
// belongs to; ok is false if it belongs to none.
func InBatch(getenv func(string) string, readFile func(string) ([]byte, error)) (b Batch, ok bool, err error) {
	switch {
	case isTask(getenv) && getenv("SLURM_STEP_NODELIST") != "":
		b.System, b.From = "Slurm", "SLURM_STEP_NODELIST"
		b.Hosts, err = Slurm(getenv(b.From), getenv("SLURM_STEP_TASKS_PER_NODE"))
	case getenv("SLURM_JOB_NODELIST") != "":
		b.System, b.From = "Slurm", "SLURM_JOB_NODELIST"
		b.Hosts, err = Slurm(getenv(b.From), getenv("SLURM_TASKS_PER_NODE"))
	case getenv("PBS_NODEFILE") != "":
		b.System, b.From = "PBS", "PBS_NODEFILE"
		b.Hosts, err = slotsFile(getenv(b.From), readFile)
	case getenv("LSB_DJOB_HOSTFILE") != "":
		b.System, b.From = "LSF", "LSB_DJOB_HOSTFILE"
		b.Hosts, err = slotsFile(getenv(b.From), readFile)
	case getenv("LSB_MCPU_HOSTS") != "":
		b.System, b.From = "LSF", "LSB_MCPU_HOSTS"
		b.Hosts, err = counted(strings.Fields(getenv(b.From)))
	case getenv("LSB_HOSTS") != "":
		b.System, b.From = "LSF", "LSB_HOSTS"
		b.Hosts, err = slots(strings.Fields(getenv(b.From)))
	default:
		return Batch{}, false, nil
	}
	if err != nil {
		return Batch{}, true, fmt.Errorf("%s: %w", b.From, err)
	}
	return b, true, nil
}

// slotsFile reads the hosts of a file that has a line for each slot.
func slotsFile(name string, readFile func(string) ([]byte, error)) ([]Host, error) {
	text, err := readFile(name)
	if err != nil {
		return nil, err
	}
	return slots(strings.Fields(string(text)))
}

// slots returns the hosts of a list that names a host once for each slot.
func slots(names []string) ([]Host, error) {
	var hosts []Host
	at := map[string]int{}
	for _, name := range names {
		i, ok := at[name]
		if !ok {
			i = len(hosts)
			at[name] = i
			hosts = append(hosts, Host{Name: name})
		}
		hosts[i].CPUs++
	}
	return checked(hosts)
}

// counted returns the hosts of a list in which a number of slots follows each.
func counted(words []string) ([]Host, error) {
	if len(words)%2 != 0 {
		return nil, fmt.Errorf("%d words; want pairs of a host and a number", len(words))
	}
	var hosts []Host
	for i := 0; i < len(words); i += 2 {
		n, err := strconv.Atoi(words[i+1])
		if err != nil || n < 1 {
			return nil, fmt.Errorf("host %s: %q slots; want a number of at least 1", words[i], words[i+1])
		}
		hosts = append(hosts, Host{Name: words[i], CPUs: n})
	}
	return checked(hosts)
}

// checked returns hosts that came from elsewhere, if a remote shell can be
// given their names.
func checked(hosts []Host) ([]Host, error) {
	if len(hosts) == 0 {
		return nil, errors.New("it names no host")
	}
	if len(hosts) > maxHosts {
		return nil, fmt.Errorf("%d hosts; want at most %d", len(hosts), maxHosts)
	}
	for _, h := range hosts {
		if strings.HasPrefix(h.Name, "-") {
			return nil, fmt.Errorf("host %s: a name that begins with - would be an option of the remote shell", h.Name)
		}
	}
	return hosts, nil
}
