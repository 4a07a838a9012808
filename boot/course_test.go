package boot

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write what comes out into testdata")

// TestCourse plays the stories of testdata/course.txt: events, then, below the
// dashes, each change of the phase and the result. PEs have the pids 100, 101,
// and so on.
func TestCourse(t *testing.T) {
	const file = "testdata/course.txt"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for story := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		events, want, ok := strings.Cut(story, "\n----")
		if !ok {
			t.Fatalf("no dashes in %q", story)
		}
		title, _, _ := strings.Cut(events, "\n")
		got := play(t, strings.Split(events, "\n")[1:])
		if want = strings.TrimSpace(want); got != want && !*rewrite {
			t.Errorf("%s\ngot\n%s\nwant\n%s", title, got, want)
		}
		all = append(all, events+"\n----\n"+got+"\n")
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(all, "\n")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func play(t *testing.T, events []string) string {
	var c *course
	var out []string
	for _, event := range events {
		var before phase
		if c != nil {
			before = c.phase
		}
		word := strings.Fields(event)
		if word[0] == "pes" {
			c = newCourse(number(t, word[1]), false)
			c.arrive(0, complete)
			for pe := range c.pes {
				c.started(pe, 100+pe)
			}
			continue
		}
		if err := tell(t, c, word); err != nil {
			t.Fatalf("%q: %v", event, err)
		}
		if c.phase != before {
			out = append(out, fmt.Sprintf("%s: %s", event, [...]string{"running", "leaving", "ending", "failing"}[c.phase]))
		}
	}
	if !c.over() {
		out = append(out, "not over: "+c.missing())
	}
	code, text := c.result()
	out = append(out, fmt.Sprintf("exit code %d", code))
	if text != "" {
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

// tell tells the course of one event.
func tell(t *testing.T, c *course, word []string) error {
	switch word[0] {
	case "signal":
		c.signalled(syscall.Signal(number(t, word[1])))
		return nil
	case "time":
		c.timedOut("1m")
		return nil
	case "stop":
		c.stopped()
		return nil
	}
	pe, verb, args := number(t, word[0]), word[1], word[2:]
	switch verb {
	case "connected":
		c.reported(pe, report{Kind: reportConnected, Registry: uint64(len(args))})
	case "running":
		c.reported(pe, report{Kind: reportRunning})
	case "exits":
		c.reported(pe, report{Kind: reportExit, Code: number(t, args[0])})
	case "leaves":
		c.reported(pe, report{Kind: reportLeave})
	case "fails":
		c.reported(pe, report{Kind: reportFailure, Failure: &Failure{Text: strings.Join(args, " ")}})
	case "garbles":
		c.garbled(pe, errors.New("a report of 1819043176 bytes"))
	case "dies":
		c.died(pe, death{code: number(t, args[0])})
	case "killed":
		c.died(pe, death{signal: syscall.Signal(number(t, args[0]))})
	case "does":
		c.startFailed(pe, errors.New("too many processes"))
	default:
		return errors.New("no such event")
	}
	return nil
}

func number(t *testing.T, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
