package program

import (
	"io"
	"runtime"

	"github.com/charm4go/charm/boot"
)

// Job returns what runs the program with the arguments, by the settings; the
// streams are still missing. A package is built for this host, or for those that
// the job is for. If that takes long, slow is called.
func (p Program) Job(s boot.Settings, args []string, stderr io.Writer, slow func()) (boot.Job, error) {
	binary := boot.BinaryFor(p.Binary)
	if p.Binary == "" {
		binary = func(goos, goarch, goarm string) (string, error) {
			return p.Build(Target{goos, goarch, goarm}, stderr, slow)
		}
	}
	hosts, err := boot.FindHosts(s, binary)
	if err != nil {
		return boot.Job{}, err
	}
	j := boot.Job{Path: p.Binary, PEs: s.PEs, Hosts: hosts, Settings: s}
	t := Target{}
	if hosts != nil {
		// What is wrong with the program is told before any host is reached.
		t = Target{OS: runtime.GOOS, Arch: runtime.GOARCH}
	} else {
		if j.PEs, err = s.PEsHere(); err != nil {
			return boot.Job{}, err
		}
	}
	name := p.name
	if j.Path == "" {
		if j.Path, err = p.Build(t, stderr, slow); err != nil {
			return boot.Job{}, err
		}
		name = j.Path
	}
	j.Args = append([]string{name}, args...)
	return j, nil
}
