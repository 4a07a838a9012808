package boot

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// programs are what the test binary can be; see TestMain.
var programs = map[string]func(){
	"exit": func() { // PE 2 ends the job
		p := begin()
		if p.Port.PE() == 2 {
			p.Exit(7)
		}
		p.OnStop(func(string) { p.Exit(8) })
		hang()
	},
	"leave": func() { finish(begin()) },
	"alone": func() {
		p := begin()
		fmt.Println(p.Port.NumPEs(), p.Args[1:])
		p.Exit(256)
	},
	"fail": func() {
		p := begin()
		if p.Port.PE() == 1 || p.Port.NumPEs() == 1 {
			p.Fail(Failure{PE: 77, Host: "box", Chare: "main.Hello[3]", Entry: "SayHi", Text: "no more greetings"})
		}
		hang()
	},
	"kill": func() {
		p := begin()
		sayPID()
		if p.Port.PE() == 3 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		p.OnStop(func(string) { hang() }) // deaf
		hang()
	},
	"os.Exit": func() {
		p := begin()
		if p.Port.PE() == 2 {
			var code int
			fmt.Sscan(p.Args[1], &code)
			os.Exit(code)
		}
		hang()
	},
	"gopanic": func() {
		p := begin()
		if p.Port.PE() == 0 {
			go func() { panic("outside") }()
		}
		hang()
	},
	"hang": func() {
		begin()
		sayPID()
		hang()
	},
	"children": func() { // a process of the user's that outlives its PE
		p := begin()
		cmd := exec.Command("sh", "-c", "echo pid $$; echo PE=$CHARM_PE; for fd in 3 4 5; do test ! -e /proc/$$/fd/$fd || echo inherits $fd; done; exec sleep 60")
		cmd.Stdout = os.Stdout
		cmd.Start()
		if p.Port.PE() == 0 {
			cmd.Wait()
		}
		os.Stdin.Read(make([]byte, 1))
		p.Exit(0)
	},
	"never": func() { // PE 1 never calls Begin
		if e, err := ParseEnv(os.Getenv(envName)); err == nil && e.PE == 1 {
			hang()
		}
		begin()
		hang()
	},
	"early": func() { // PE 1 ends without Begin
		if e, err := ParseEnv(os.Getenv(envName)); err == nil && e.PE == 1 {
			os.Exit(0)
		}
		begin()
		hang()
	},
	"mixed": func() {
		registry := uint64(1)
		if e, err := ParseEnv(os.Getenv(envName)); err == nil && e.PE == 1 {
			registry = 2
		}
		Begin(Config{Args: os.Args, Registry: registry})
		hang()
	},
	"garble": func() {
		p := begin()
		p.status.WriteString("this is not a report")
		hang()
	},
	"message": func() { // PE 1 tells PE 0 the code to end with
		p := begin()
		if p.Port.PE() == 1 {
			m := p.Port.Reserve(0, 1)
			m[0] = 42
			p.Port.Commit(1)
			hang()
		}
		for {
			p.Port.Wait(-1)
			if from, m, err := p.Port.Recv(); err != nil || m != nil && from == 1 {
				p.Exit(int(m[0]))
			}
		}
	},
	"where": func() {
		p := begin()
		fmt.Println(affinity())
		p.Exit(0)
	},
	"output": outputProgram,
	"stdin":  stdinProgram,
	"launch": launchProgram,
	"survey": surveyProgram,
}

func TestExitCodeIsTheFirstGiven(t *testing.T) {
	startJob(t, "exit", "+p4").want(7)
}

func TestJobEndsWhenAllLeave(t *testing.T) {
	j := startJob(t, "leave", "+p3")
	j.want(0)
	if j.stderr.Len() > 0 {
		t.Errorf("stderr %q", &j.stderr)
	}
}

func TestPEsReachEachOther(t *testing.T) {
	startJob(t, "message", "+p2").want(42)
	startJob(t, "message", "+p2", "+ring-size", "4K").want(42)
}

func TestPEsAreBoundToCPUs(t *testing.T) {
	j := startJob(t, "where", "+p1", "+setcpuaffinity")
	j.want(0)
	if got, want := j.stdout.String(), fmt.Sprintln(affinity()[:1]); got != want {
		t.Errorf("PE 0 runs on CPUs %s, want %s", got, want)
	}
}

func TestWithoutOptionThereIsOnePEAndNoLauncher(t *testing.T) {
	j := startJob(t, "alone", "a", "+local-copy", "--", "+p4")
	j.want(1) // failure stays failure: 256 is not 0
	if got := j.stdout.String(); got != "1 [a +p4]\n" {
		t.Errorf("stdout %q", got)
	}
}

func TestFailureIsTheLastWord(t *testing.T) {
	for _, pes := range []string{"+p4", "+p1", ""} {
		pe := map[string]int{"+p4": 1}[pes]
		j := startJob(t, "fail", strings.Fields(pes)...)
		want := fmt.Sprintf("PE %d on host box: panic in main.Hello[3].SayHi: no more greetings", pe)
		if pes == "" {
			want = strings.Replace(want, "PE 0", "PE 77", 1) // nobody but itself knows better
		}
		j.want(1, want)
		if !strings.HasSuffix(j.lastLine(), want) {
			t.Errorf("%s: last line %q", pes, j.lastLine())
		}
	}
}

func TestKilledPEEndsTheJob(t *testing.T) {
	j := startJob(t, "kill", "+p4")
	j.want(137, "charmrun: PE 3 (pid ", ") was killed by signal 9 (killed); the job ends")
	wantGone(t, pids(j.stdout.String()))
}

func TestPEThatEndsByItselfEndsTheJob(t *testing.T) {
	startJob(t, "os.Exit", "+p4", "3").want(3, "ended by itself with exit code 3 without chare Exit")
	startJob(t, "os.Exit", "+p4", "0").want(1, "ended by itself with exit code 0 without chare Exit")
	j := startJob(t, "gopanic", "+p2")
	j.want(2, "PE 0 (pid ", "ended by itself with exit code 2", "panic: outside")
	if !strings.HasPrefix(j.lastLine(), "charmrun: PE 0") {
		t.Errorf("last line %q", j.lastLine())
	}
}

// runningJob starts a job and returns it when all its PEs have said their pid.
func runningJob(t *testing.T, program string, pes int) (*testJob, []int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], fmt.Sprintf("+p%d", pes))
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = w
	j := startCommand(t, program, cmd)
	w.Close()
	t.Cleanup(func() { r.Close() })
	return j, readPIDs(t, r, pes)
}

// readPIDs returns the pids of n PEs, once they have said them.
func readPIDs(t *testing.T, r io.Reader, n int) []int {
	t.Helper()
	var text strings.Builder
	for lines := bufio.NewScanner(r); len(pids(text.String())) < n; {
		if !lines.Scan() {
			t.Fatalf("the PEs end early: %q", text.String())
		}
		text.WriteString(lines.Text() + "\n")
	}
	return pids(text.String())
}

func TestSignalToTheLauncherEndsTheJob(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(sig) {
			t.Logf("%v is ignored here, as by nohup, and so it is by the launcher", sig)
			continue
		}
		j, pids := runningJob(t, "hang", 3)
		j.cmd.Process.Signal(sig)
		j.want(128+int(sig), fmt.Sprintf("charmrun: ended by signal %d (%v)", int(sig), sig))
		wantGone(t, pids)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	j, pids := runningJob(t, "kill", 2) // deaf, and there is no PE 3
	j.cmd.Process.Signal(syscall.SIGINT)
	j.cmd.Process.Signal(syscall.SIGTERM)
	if code := j.code(); code != 130 && code != 143 {
		t.Errorf("exit code %d", code)
	}
	wantGone(t, pids)
}

func TestPEsTakeNoNoticeOfSIGINT(t *testing.T) {
	j, pids := runningJob(t, "hang", 2)
	syscall.Kill(pids[0], syscall.SIGINT)
	syscall.Kill(pids[1], syscall.SIGTERM)
	j.want(143, fmt.Sprintf("(pid %d) was killed by signal 15 (terminated); the job ends", pids[1]))
}

func TestNothingIsLeftWhenTheLauncherIsKilled(t *testing.T) {
	before := sharedMemory(t)
	j, pids := runningJob(t, "hang", 4)
	j.cmd.Process.Kill()
	j.code()
	wantGone(t, pids)
	if after := sharedMemory(t); after != before {
		t.Errorf("/dev/shm holds %s, held %s", after, before)
	}
}

// sharedMemory lists /dev/shm, as far as a job could have written it.
func sharedMemory(t *testing.T) string {
	entries, _ := os.ReadDir("/dev/shm")
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "charm") {
			names = append(names, e.Name())
		}
	}
	return fmt.Sprint(names)
}

// PEs that the kernel does not kill, because a script stands between them and
// the launcher, read the end of the control pipe.
func TestNothingIsLeftBehindAScript(t *testing.T) {
	cmd := exec.Command(os.Args[0], "+p2", "sh", "-c", programEnv+`=hang "$0"; true`, os.Args[0])
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd.Stdout = w
	j := startCommand(t, "launch", cmd)
	w.Close()
	var text string
	for lines := bufio.NewScanner(r); len(pids(text)) < 2 && lines.Scan(); {
		text += lines.Text() + "\n"
	}
	j.cmd.Process.Kill()
	j.code()
	wantGone(t, pids(text))
}

func TestProcessesOfTheUserAreNoPEs(t *testing.T) {
	cmd := exec.Command(os.Args[0], "+p2")
	cmd.Stdin = strings.NewReader("")
	j := startCommand(t, "children", cmd)
	j.want(0)
	out := j.stdout.String()
	for _, pid := range pids(out) {
		syscall.Kill(pid, syscall.SIGKILL)
	}
	if !strings.Contains(out, "PE=\n") {
		t.Errorf("the child knows of its PE: %q", out)
	}
	if strings.Contains(out, "inherits") {
		t.Errorf("the child has inherited descriptors: %q", out)
	}
}

func TestMissingPEsAreNamed(t *testing.T) {
	startJob(t, "never", "+p3", "++timeout", "0.5").want(1,
		"charmrun: after 500ms (++timeout): 1 of 3 PEs missing: PE 1 started, chare.Main not called")
	startJob(t, "early", "+p3").want(1, "PE 1 (pid ", "ended with exit code 0 before it joined the job")
}

func TestTimeOfAJobIsLimited(t *testing.T) {
	j := startJob(t, "hang", "+p3", "++timelimit", "0.5")
	j.want(1, "charmrun: the job has had its 500ms (++timelimit)")
	startJob(t, "leave", "+p2", "++timelimit", "600").want(0)
}

// A script of the user's starts each PE: here it sets a variable, and leaves the
// program to run in its own process.
func TestScriptStartsPEs(t *testing.T) {
	script := filepath.Join(t.TempDir(), "wrap")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho wrapped $#\nexec \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	j := startJob(t, "leave", "+p2", "++runscript", script, "one", "two words")
	j.want(0)
	if out := j.stdout.String(); strings.Count(out, "wrapped 3\n") != 2 {
		t.Errorf("%q, want a line of each PE's script", out)
	}
	startJob(t, "leave", "+p2", "++runscript", script+"ped").want(1, "cannot start PE 0 of 2: ", "no such file")
}

func TestPEsMustBeTheSameProgram(t *testing.T) {
	startJob(t, "mixed", "+p2").want(1, "are not the same program")
}

func TestLauncherDoesNotTrustReports(t *testing.T) {
	startJob(t, "garble", "+p1").want(1, "told the launcher what it does not understand")
}

func TestBadOptionIsAnError(t *testing.T) {
	startJob(t, "hang", "+p0").want(2, "+p0: want a number of PEs")
}

func TestHelpEndsWellAndListsOptions(t *testing.T) {
	j := startJob(t, "hang", "++help")
	j.want(0)
	if !strings.Contains(j.stdout.String(), "+setcpuaffinity") {
		t.Errorf("stdout %q", &j.stdout)
	}
}
