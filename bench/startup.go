package main

import (
	"fmt"
	"os/exec"
)

var starts = []measurement{
	{name: "start+end", pes: 2, unit: "ms/job", of: "jobs", sizes: []int{1}, repeats: 20, by: command(hello), peers: []peer{mpiHello, processes}},
	{name: "start+end", pes: 16, unit: "ms/job", of: "jobs", sizes: []int{1}, repeats: 10, by: command(hello), peers: []peer{mpiHello, processes}},
}

// hello is the example, as a job.
func hello(s *session, pes int) ([]string, error) {
	path, err := s.built("hello", buildExample("hello"))
	return []string{path, fmt.Sprintf("+p%d", pes), fmt.Sprint(max(3, pes))}, err
}

// buildExample builds an example, which takes the go command, and the source.
func buildExample(name string) func(path string) error {
	return func(path string) error {
		pkg := "github.com/charm4go/charm/examples/" + name
		out, err := exec.Command("go", "build", "-o", path, pkg).CombinedOutput()
		if err != nil {
			return missing(fmt.Sprintf("go build %s: %v: %s", pkg, err, out))
		}
		return nil
	}
}

var mpiHello = peer{name: "Open MPI", by: command(func(s *session, pes int) ([]string, error) { return s.mpirun("hello", pes) })}

// processes are as many processes of the same program, each for itself, at once:
// what the machine needs to start and end them.
var processes = peer{name: "processes", by: command(func(s *session, pes int) ([]string, error) {
	path, err := s.built("hello", buildExample("hello"))
	return []string{"sh", "-c", fmt.Sprintf("for i in $(seq %d); do %s 3 & done; wait", pes, path)}, err
})}
