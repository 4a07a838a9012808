package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/bench/internal/report"
)

// sources are the programs in C.
//
//go:embed c
var sources embed.FS

// processors is how many all versions get.
const processors = 2

// longest is how long a program may take.
const longest = 5 * time.Minute

// A bench builds programs into a folder and runs them.
type bench struct {
	folder           string
	rounds, portions int
	out              report.Reporter
}

// A version is one way to solve a problem.
type version struct {
	name    string
	command []string
	costs   []float64 // in seconds
	used    []float64 // seconds of processors, from start to end
}

// measure solves a problem in all ways, which take turns.
func (b *bench) measure(a app, p problem) error {
	pes := processors
	if a.pool {
		pes++
	}
	program, tests, err := b.build(a)
	if err != nil {
		return err
	}
	words := strings.Fields(p.words)
	chares := append([]string{program, fmt.Sprintf("+p%d", pes)}, words...)
	versions := []*version{{name: "chares", command: chares}}
	if p.uneven {
		for _, name := range balancers {
			versions = append(versions, &version{name: "+balancer " + name, command: append(slices.Clip(chares), "+balancer", name)})
		}
	} else {
		versions = append(versions, &version{name: "goroutines", command: append(benchmark(tests, "BenchmarkGoroutines", "1x", 1), words...)})
	}
	if a.mpi {
		if command, err := b.mpi(a.name); err == nil {
			versions = append(versions, &version{name: "C over MPI", command: append(command, words[0])})
		} else {
			b.out.Note("C over MPI is left out: " + err.Error())
		}
	}
	answer := ""
	for range b.rounds {
		for _, v := range versions {
			text, used, err := output(v.command)
			if err != nil {
				return err
			}
			found := a.answer.FindStringSubmatch(text)
			if found == nil {
				return fmt.Errorf("%s: no answer in %q", v.name, text)
			}
			if answer == "" {
				answer = found[1]
			}
			if found[1] != answer {
				return fmt.Errorf("%s come to %s, chares to %s", v.name, found[1], answer)
			}
			costs, err := times(text)
			if err != nil {
				return fmt.Errorf("%s: %w", v.name, err)
			}
			v.costs = append(v.costs, costs...)
			v.used = append(v.used, used.Seconds())
		}
	}
	r := report.Result{Bench: a.name + " " + p.words, PEs: pes, Size: p.grain, Of: a.grain, Unit: "s"}
	r.Take(versions[0].costs)
	// Where others use the machine, too, time depends on how much they leave.
	cpu := r
	cpu.Bench += ", CPUs"
	cpu.Take(versions[0].used)
	for _, v := range versions[1:] {
		r.Compare(v.name, v.costs)
		cpu.Compare(v.name, v.used)
	}
	b.out.Result(r)
	b.out.Result(cpu)
	return nil
}

// measureLoop measures the inner loop of an app in Go and in C. Portions are
// short, so that some find the machine quiet.
func (b *bench) measureLoop(a app) error {
	_, tests, err := b.build(a)
	if err != nil {
		return err
	}
	ours := version{command: benchmark(tests, "BenchmarkInnerLoop", "20x", b.portions)}
	theirs := version{name: "C"}
	if c, err := b.compile("cc", "loops"); err == nil {
		theirs.command = []string{c, a.name, strconv.Itoa(b.portions)}
	} else {
		b.out.Note("C is left out: " + err.Error())
	}
	for range b.rounds {
		for _, v := range []*version{&ours, &theirs} {
			if v.command == nil {
				continue
			}
			text, _, err := output(v.command)
			if err != nil {
				return err
			}
			costs, err := times(text)
			if err != nil {
				return err
			}
			for _, seconds := range costs {
				v.costs = append(v.costs, 1e6*seconds)
			}
		}
	}
	r := report.Result{Bench: a.name + " inner loop", PEs: 1, Size: 1, Of: a.loop, Unit: "µs"}
	r.Take(ours.costs)
	if theirs.costs != nil {
		r.Compare(theirs.name, theirs.costs)
	}
	b.out.Result(r)
	return nil
}

// build builds an example and its tests.
func (b *bench) build(a app) (program, tests string, err error) {
	source := "github.com/charm4go/charm/examples/" + a.name
	program, err = b.built(a.name, "go", "build", "-o", filepath.Join(b.folder, a.name), source)
	if err != nil {
		return "", "", err
	}
	tests, err = b.built(a.name+".test", "go", "test", "-c", "-o", filepath.Join(b.folder, a.name+".test"), source)
	return program, tests, err
}

// mpi builds a program over MPI, and returns the command that runs it.
func (b *bench) mpi(name string) ([]string, error) {
	if _, err := exec.LookPath("mpirun"); err != nil {
		return nil, errors.New("mpirun is not installed")
	}
	program, err := b.compile("mpicc", name)
	if err != nil {
		return nil, err
	}
	command := []string{"mpirun", "-n", strconv.Itoa(processors), "--oversubscribe"}
	if os.Geteuid() == 0 {
		command = append(command, "--allow-run-as-root")
	}
	return append(command, program), nil
}

// compile builds a program in C.
func (b *bench) compile(compiler, name string) (program string, err error) {
	if _, err := exec.LookPath(compiler); err != nil {
		return "", errors.New(compiler + " is not installed")
	}
	if _, err := os.Stat(filepath.Join(b.folder, "c")); err != nil {
		if err := os.CopyFS(b.folder, sources); err != nil {
			return "", err
		}
	}
	program = name + "-c"
	return b.built(program, compiler, "-O3", "-o", filepath.Join(b.folder, program), filepath.Join(b.folder, "c", name+".c"), "-lm")
}

// built returns the path of a file in the folder, which a command makes if it is
// not there.
func (b *bench) built(name string, command ...string) (path string, err error) {
	path = filepath.Join(b.folder, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	_, _, err = output(command)
	return path, err
}

// benchmark returns the command that runs a benchmark so many times.
func benchmark(tests, name, iterations string, times int) []string {
	return []string{
		tests, "-test.run", "^$", "-test.bench", "^" + name + "$", "-test.benchtime", iterations,
		"-test.count", strconv.Itoa(times), "-test.cpu", strconv.Itoa(processors),
	}
}

// output runs a command and returns what it prints, and the time that it, and the
// processes that it waited for, have used of processors.
func output(command []string) (text string, used time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	var stdout, stderr strings.Builder
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", 0, fmt.Errorf("%s: %w\n%s", strings.Join(command, " "), err, strings.TrimSpace(stdout.String()+stderr.String()))
	}
	return stdout.String(), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

var timeSpans = regexp.MustCompile(`([0-9.]+) (s|ns/op)\b`)

// times returns the times that a program prints, in seconds.
func times(text string) (seconds []float64, err error) {
	for _, found := range timeSpans.FindAllStringSubmatch(text, -1) {
		x, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			return nil, err
		}
		if found[2] == "ns/op" {
			x /= 1e9
		}
		seconds = append(seconds, x)
	}
	if len(seconds) == 0 {
		return nil, fmt.Errorf("no time in %q", text)
	}
	return seconds, nil
}
