package launch

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// here returns a list of the hosts n1 and n2, and options by which both are this
// one.
func here(t *testing.T) (list string, options []string) {
	t.Helper()
	dir := t.TempDir()
	list, shell := filepath.Join(dir, "nodes"), filepath.Join(dir, "rsh")
	for path, text := range map[string]string{
		list:  "host n1\nhost n2\n",
		shell: "#!/bin/sh\nexport XDG_CACHE_HOME=" + dir + "\nexec /bin/sh -c \"$2\"\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return list, []string{"++quiet", "++remote-shell", shell}
}

// hello is a program that says how many PEs and hosts there are and what it has
// read, or waits if it has read nothing; it ends with the code of its argument.
var hello string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "launch-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		hello = filepath.Join(dir, "hello")
		if out, err := exec.Command("go", "build", "-o", hello, "./testdata/hello").CombinedOutput(); err != nil {
			panic(string(out))
		}
		return m.Run()
	}())
}

func TestRunOnThisHostAndOnSeveral(t *testing.T) {
	list, options := here(t)
	for _, c := range []struct {
		job  Job
		want string
		code int
	}{
		{Job{PEs: 3, Args: []string{"0"}}, "3 PEs on 1 hosts read question\n", 0},
		{Job{PEs: 3, Args: []string{"7"}, Nodelist: list, Options: options}, "3 PEs on 2 hosts read question\n", 7},
		{Job{Args: []string{"0"}, Nodelist: list, Options: append([]string{"+prefix"}, options...)}, "[0] 2 PEs on 2 hosts read question\n", 0},
	} {
		var out, errs bytes.Buffer
		c.job.Program, c.job.Stdin, c.job.Stdout, c.job.Stderr = hello, strings.NewReader("question"), &out, &errs
		err := Run(t.Context(), c.job)
		code := 0
		if exit := (*ExitError)(nil); errors.As(err, &exit) {
			code = exit.Code
		} else if err != nil {
			t.Errorf("%v: %v", c.job.Args, err)
		}
		if out.String() != c.want || errs.Len() > 0 || code != c.code {
			t.Errorf("%d PEs: stdout %q, stderr %q, exit code %d (%v); want %q, %d", c.job.PEs, &out, &errs, code, err, c.want, c.code)
		}
	}
}

// A starter tells when something is written to it.
type starter chan struct{}

func (s starter) Write(p []byte) (int, error) {
	select {
	case s <- struct{}{}:
	default:
	}
	return len(p), nil
}

func TestCancellingEndsTheJobEverywhere(t *testing.T) {
	list, options := here(t)
	for _, j := range []Job{{PEs: 2}, {PEs: 2, Nodelist: list, Options: options}} {
		ctx, cancel := context.WithCancelCause(t.Context())
		began := make(starter, 1)
		j.Program, j.Args, j.Stdout, j.Stderr = hello, []string{"0"}, began, os.Stderr
		go func() {
			<-began
			cancel(errors.New("no more time"))
		}()
		begun := time.Now()
		if err := Run(ctx, j); err == nil || err.Error() != "launch: no more time" {
			t.Errorf("error %v", err)
		}
		t.Log("ended after", time.Since(begun).Round(time.Millisecond))
	}
}

func TestWhatCannotBeRun(t *testing.T) {
	for want, j := range map[string]Job{
		`unknown option +x`:                   {Program: hello, Options: []string{"+x"}},
		`"word" is not an option`:             {Program: hello, Options: []string{"word"}},
		`./nothing: no such program or pack`:  {Program: "./nothing"},
		`the list of hosts: open ./nothing: `: {Program: hello, Nodelist: "./nothing"},
		`want a number of PEs from 1 to `:     {Program: hello, PEs: -1},
	} {
		if err := Run(t.Context(), j); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
