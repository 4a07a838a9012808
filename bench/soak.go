package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/bench/internal/report"
)

// Soaking is running a program for long, to see whether its memory grows.
const (
	soakPEs     = 2
	soakGrid    = "512"
	soakBlock   = "64"
	soakSamples = 60 // at equal distances
	soakWarm    = 6  // the first ones, that do not count
)

// soak runs jacobi2d for so long, and reports the memory of its PEs in each half of
// the time.
func (s *session) soak(d time.Duration) error {
	if runtime.GOOS != "linux" {
		return missing("it asks Linux how much memory processes have")
	}
	path, err := s.built("jacobi2d", buildExample("jacobi2d"))
	if err != nil {
		return err
	}
	endless := strconv.Itoa(1 << 30)
	cmd := exec.Command(path, fmt.Sprintf("+p%d", soakPEs), soakGrid, soakBlock, endless)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		ended <- fmt.Errorf("the job has ended: %v\n%s", err, &stderr)
	}()
	samples, err := sample(cmd.Process.Pid, d, ended)
	if err != nil {
		return err
	}
	cmd.Process.Signal(os.Interrupt)
	<-ended
	half := soakWarm + (len(samples)-soakWarm)/2
	for _, part := range []struct {
		name    string
		samples []float64
	}{
		{"soak-first-half", samples[soakWarm:half]},
		{"soak-second-half", samples[half:]},
	} {
		r := report.Result{Bench: part.name, PEs: soakPEs, Size: int(d.Seconds()), Of: "seconds", Unit: "KiB/PE"}
		r.Take(part.samples)
		s.report.Result(r)
	}
	return nil
}

// sample looks at the memory of the children of a process, for so long: the mean
// of what each has resident, in KiB.
func sample(launcher int, d time.Duration, ended <-chan error) (samples []float64, err error) {
	for range soakSamples {
		select {
		case err := <-ended:
			return nil, err
		case <-time.After(d / soakSamples):
		}
		sum, pes := 0, children(launcher)
		for _, pid := range pes {
			kib, err := statusNumber(filepath.Join("/proc", strconv.Itoa(pid), "status"), "VmRSS")
			if err != nil {
				return nil, err
			}
			sum += kib
		}
		samples = append(samples, float64(sum)/soakPEs)
	}
	return samples, nil
}

// children returns the processes that a process has started.
func children(parent int) (pids []int) {
	files, _ := filepath.Glob("/proc/[0-9]*/status")
	for _, file := range files {
		if ppid, err := statusNumber(file, "PPid"); err == nil && ppid == parent {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			pids = append(pids, pid)
		}
	}
	return pids
}

// statusNumber returns a number that Linux tells of a process, by its name for it.
// Memory is in KiB.
func statusNumber(file, name string) (int, error) {
	f, err := os.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if words := strings.Fields(lines.Text()); words[0] == name+":" {
			return strconv.Atoi(words[1])
		}
	}
	return 0, fmt.Errorf("%s says nothing of %s", file, name)
}
