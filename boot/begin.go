package boot

import (
	"fmt"
	"os"
	"runtime"
)

// Config is what a program gives to Begin.
type Config struct {
	Args     []string // os.Args
	Registry uint64   // of the chare classes; the PEs of a job must have the same
}

// procsPerPE is the GOMAXPROCS of a PE that has a launcher: one for the
// scheduler, which may spin, and one for everything else, such as the control
// pipe, the garbage collector and blocking calls that have come back. The CPUs
// of the host are for the other PEs.
const procsPerPE = 2

// Begin finds out which part this process plays. As a launcher ("prog +p4") it
// starts the PEs and ends the process with them: it does not return. As a PE it
// joins the job and returns. Without +p it is the only PE, and returns.
//
// An error is to be printed by the caller and ends the process; the launcher,
// if there is one, notices.
func Begin(c Config) (*Process, error) {
	if err := ServeAgent(c.Registry); err != nil {
		return nil, err
	}
	if text, ok := os.LookupEnv(envName); ok {
		os.Unsetenv(envName)
		return join(c, text)
	}
	settings, rest, err := Parse(c.Args[1:])
	if err != nil {
		return nil, err
	}
	args := append(c.Args[:1:1], rest...)
	if settings.Help {
		fmt.Printf("usage: %s [options and arguments]\n\nOptions of the run, anywhere before --:\n\n", c.Args[0])
		PrintOptions(os.Stdout)
		os.Exit(0)
	}
	if settings.About != "" {
		fmt.Print(settings.About)
		os.Exit(0)
	}
	if err := settings.takeRank(); err != nil {
		return nil, fmt.Errorf("boot: %w", err)
	}
	path, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("boot: this program's own file: %w", err)
	}
	var hosts []Host
	meet, err := rendezvousOf(os.Getenv, os.ReadFile)
	switch {
	case err != nil:
		return nil, fmt.Errorf("boot: %w", err)
	case meet != nil && meet.index > 0:
		return nil, fmt.Errorf("boot: %w", meet.call(c.Registry, settings.Timeout))
	case meet != nil:
		if hosts, err = meet.hosts(); err != nil {
			return nil, fmt.Errorf("boot: %w", err)
		}
	case settings.runsJob() || settings.Nodelist != "":
		if hosts, err = FindHosts(settings, BinaryFor(path)); err != nil {
			return nil, err
		}
	}
	if !settings.runsJob() && hosts == nil {
		holdBallast()
		port, err := onlyPort(settings)
		if err != nil {
			return nil, err
		}
		p := &Process{Port: port, Args: args, Settings: settings}
		if err := p.TraceTo(settings.Trace); err != nil {
			return nil, err
		}
		p.reportAtSIGQUIT()
		return p, nil
	}
	pes := settings.PEs
	if hosts == nil {
		if pes, err = settings.PEsHere(); err != nil {
			return nil, err
		}
	}
	os.Exit(Launch(Job{path, args, pes, hosts, settings, os.Stdin, os.Stdout, os.Stderr}))
	panic("unreachable")
}

// join makes this process the PE that text says.
func join(c Config, text string) (*Process, error) {
	env, err := ParseEnv(text)
	if err != nil {
		return nil, err
	}
	settings, _, err := Parse(env.Words)
	if err != nil {
		return nil, fmt.Errorf("boot: %s: %w", envName, err)
	}
	settings.PEs = env.NumPEs
	control, status, err := env.pipes()
	if err != nil {
		return nil, err
	}
	p := &Process{Args: c.Args, Settings: settings, Hosts: env.hosts(), Oversubscribed: env.here() > env.Usable, pe: env.PE, status: status}
	holdBallast()
	leaveInterruptToLauncher()
	p.reportAtSIGQUIT()
	go p.watch(control)
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(procsPerPE)
	}
	if err := writeReport(status, report{Kind: reportConnected, PID: os.Getpid(), Registry: c.Registry}); err != nil {
		return nil, err
	}
	if p.Port, err = attachSegment(env); err != nil {
		p.Fail(Failure{PE: env.PE, Text: err.Error(), Abort: true})
	}
	return p, writeReport(status, report{Kind: reportRunning})
}
