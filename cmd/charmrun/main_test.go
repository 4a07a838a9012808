package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The test binary is charmrun when the tests start it.
const asCharmrun = "CHARMRUN_TEST"

func TestMain(m *testing.M) {
	if os.Getenv(asCharmrun) != "" {
		os.Unsetenv(asCharmrun)
		main()
	}
	os.Exit(m.Run())
}

// charmrun runs a command line in the folder testdata.
func charmrun(t *testing.T, cache string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = "testdata"
	cmd.Env = append(os.Environ(), asCharmrun+"=1", "XDG_CACHE_HOME="+cache, "GOCACHE="+goCache(t))
	cmd.Stdout, cmd.Stderr = &out, &err
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// goCache returns the go command's own cache, which is to stay where it is.
func goCache(t *testing.T) string {
	out, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Skip("the go command is needed: ", err)
	}
	return strings.TrimSpace(string(out))
}

// TestCommandLines plays testdata/flags.txt.
func TestCommandLines(t *testing.T) {
	text, err := os.ReadFile("testdata/flags.txt")
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	for story := range strings.SplitSeq(string(text), "\n\n") {
		var command, wantOut string
		var wantErr []string
		wantExit := "exit 0"
		for line := range strings.Lines(story) {
			line = strings.TrimSuffix(line, "\n")
			kind, rest, _ := strings.Cut(line, " ")
			switch kind {
			case "$":
				command = rest
			case ">":
				wantOut += rest + "\n"
			case "!":
				wantErr = append(wantErr, rest)
			case "exit":
				wantExit = line
			}
		}
		if command == "" {
			continue
		}
		stdout, stderr, code := charmrun(t, cache, strings.Fields(command)[1:]...)
		if got := fmt.Sprint("exit ", code); got != wantExit {
			t.Errorf("%s: %s, want %s", command, got, wantExit)
		}
		if stdout != wantOut {
			t.Errorf("%s: stdout %q, want %q", command, stdout, wantOut)
		}
		for _, want := range wantErr {
			if !strings.Contains(stderr, want) {
				t.Errorf("%s: stderr %q, want %q", command, stderr, want)
			}
		}
		if len(wantErr) == 0 && stderr != "" {
			t.Errorf("%s: stderr %q", command, stderr)
		}
	}
}

func TestHelpListsEveryOption(t *testing.T) {
	for _, args := range []string{"-h", "--help", "++help", "+p4 ++help ./hello"} {
		stdout, _, code := charmrun(t, t.TempDir(), strings.Fields(args)...)
		for _, want := range []string{"usage: charmrun", "+pN", "++timeout", "+setcpuaffinity", "Exit code"} {
			if code != 0 || !strings.Contains(stdout, want) {
				t.Errorf("charmrun %s: exit code %d, no %q in %q", args, code, want, stdout)
			}
		}
	}
}
