package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// mpiSources are the programs in C.
//
//go:embed mpi
var mpiSources embed.FS

// openMPI is a peer that is a program of the folder mpi.
func openMPI(name string) peer {
	return peer{name: "Open MPI", by: func(s *session, m *measurement, w work) ([]costs, error) {
		words, err := s.mpirun(name, w.pes)
		if err != nil {
			return nil, err
		}
		words = append(words, w.words()...)
		found, err := measured(words[0], words[1:]...)
		if err != nil {
			return nil, missing(err.Error())
		}
		return found, nil
	}}
}

// mpirun returns the command that runs a program of the folder mpi on so many
// ranks, and builds it first.
func (s *session) mpirun(name string, ranks int) ([]string, error) {
	for _, tool := range []string{"mpicc", "mpirun"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, missing(tool + " is not installed")
		}
	}
	path, err := s.built("mpi-"+name, func(path string) error { return s.mpicc(name, path) })
	if err != nil {
		return nil, missing(err.Error())
	}
	words := []string{"mpirun", "-n", strconv.Itoa(ranks), "--oversubscribe"}
	if os.Geteuid() == 0 {
		words = append(words, "--allow-run-as-root")
	}
	if ranks > runtime.NumCPU() {
		// Without, it is ten and a thousand times slower.
		words = append(words, "--mca", "mpi_yield_when_idle", "1")
	}
	return append(words, path), nil
}

// mpicc builds a program.
func (s *session) mpicc(name, path string) error {
	sources, err := s.built("mpi", func(folder string) error {
		return os.CopyFS(folder, mustSub(mpiSources, "mpi"))
	})
	if err != nil {
		return err
	}
	out, err := exec.Command("mpicc", "-O3", "-o", path, filepath.Join(sources, name+".c")).CombinedOutput()
	if err != nil {
		first, _, _ := strings.Cut(string(out), "\n")
		return fmt.Errorf("mpicc: %w: %s", err, first)
	}
	return nil
}

func mustSub(files fs.FS, folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		panic(err)
	}
	return sub
}
