package boot

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// openTerminal returns both sides of a pseudo-terminal.
func openTerminal(t *testing.T) (user, terminal *os.File) {
	t.Helper()
	user, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { user.Close() })
	fd := int(user.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skip(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return user, terminal
}

// askProgram asks a question and waits for the answer.
func askProgram() {
	p := begin()
	if p.Port.PE() > 0 {
		hang()
	}
	fmt.Print("name? ")
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	fmt.Print("hello ", answer)
	p.Exit(0)
}

func init() { programs["ask"] = askProgram }

func TestQuestionOfPE0IsShownOnATerminal(t *testing.T) {
	user, terminal := openTerminal(t)
	cmd := exec.Command(os.Args[0], "+p2")
	cmd.Stdin, cmd.Stdout = terminal, terminal
	j := startCommand(t, "ask", cmd)

	hung := time.AfterFunc(patience, func() { cmd.Process.Kill(); terminal.Close(); user.Close() })
	defer hung.Stop()
	question := make([]byte, 6)
	if _, err := user.Read(question); err != nil || string(question) != "name? " {
		t.Fatalf("read %q, %v; %s", question, err, &j.stderr)
	}
	user.WriteString("world\n")
	j.want(0)
}
