package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// lbsim runs lbsim and returns what it prints.
func lbsim(t *testing.T, wantStatus int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err strings.Builder
	if status := run(args, &out, &err); status != wantStatus {
		t.Fatalf("lbsim %q: status %d, want %d\n%s%s", args, status, wantStatus, &out, &err)
	}
	return out.String(), err.String()
}

// rows returns step, max/mean before and after, moves and strategy of each line
// of a table.
func rows(t *testing.T, table string) (list [][]string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^ *(\d+) +([\d.]+) +([\d.]+) +[\d.]+ +(\d+) .* MB +([A-Za-z]+)`).FindAllStringSubmatch(table, -1) {
		list = append(list, m[1:])
	}
	if len(list) == 0 {
		t.Fatalf("no row in\n%s", table)
	}
	return list
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestAWorldIsBalanced(t *testing.T) {
	for _, load := range []string{"uniform", "normal", "heavy", "spatial"} {
		for _, placement := range []string{"block", "cyclic", "random"} {
			out, _ := lbsim(t, 0, "-objects", "2000", "-pes", "20", "-load", load, "-placement", placement, "-balancer", "GreedyRefineLB")
			for _, row := range rows(t, out) {
				if before, after := number(t, row[1]), number(t, row[2]); after > 1.06 || before < after {
					t.Errorf("%s loads, %s placement: max/mean %v -> %v, want at most 1.06", load, placement, before, after)
				}
			}
		}
	}
}

func TestEachStrategyTriesAll(t *testing.T) {
	out, _ := lbsim(t, 0, "-each", "-objects", "500", "-pes", "7", "-hosts", "2", "-speeds", "1,2", "-background", "3", "-comm", "-dims", "3")
	var names []string
	for _, row := range rows(t, out) {
		names = append(names, row[4])
	}
	if got, want := strings.Join(names, " "), "Greedy GreedyRefine Refine RefineSwap GreedyComm ORB RecursiveBisection Hierarchical Distributed Adaptive Rotate Random Dummy"; got != want {
		t.Errorf("tried %s, want %s", got, want)
	}
}

func TestASequenceGoesOnWhereItWas(t *testing.T) {
	out, _ := lbsim(t, 0, "-balancer", "Greedy", "-balancer", "Dummy", "-steps", "4", "-loop", "-drift", "0")
	var got []string
	list := rows(t, out)
	for n, row := range list {
		got = append(got, row[0]+row[4])
		if n > 0 && row[1] != list[n-1][2] {
			t.Errorf("step %d begins with max/mean %s, the one before ended with %s", n, row[1], list[n-1][2])
		}
	}
	if want := "0Greedy 1Dummy 2Greedy 3Dummy"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestADumpIsReplayed(t *testing.T) {
	name := filepath.Join(t.TempDir(), "steps.gz")
	made, _ := lbsim(t, 0, "-balancer", "Refine", "-steps", "3", "-comm", "-write", name)
	replayed, _ := lbsim(t, 0, "-balancer", "Refine", name)
	if first, _, _ := strings.Cut(replayed, "\n"); !strings.Contains(first, "10000 objects on 100 PEs, 39600 edges") {
		t.Errorf("the first line is %q", first)
	}
	was, is := rows(t, made), rows(t, replayed)
	if len(is) != 3 {
		t.Fatalf("%d steps, want 3", len(is))
	}
	for n := range is {
		if strings.Join(was[n], " ") != strings.Join(is[n], " ") {
			t.Errorf("step %d: got %v from the dump, %v when it was made", n, is[n], was[n])
		}
	}
}

func TestHelp(t *testing.T) {
	if out, _ := lbsim(t, 0, "-h"); out != usage {
		t.Errorf("-h prints %q", out)
	}
	if out, _ := lbsim(t, 0, "-balancer", "help"); !strings.Contains(out, "GreedyRefine ") {
		t.Errorf("-balancer help prints %q", out)
	}
}

func TestWrongCalls(t *testing.T) {
	for args, want := range map[string]string{
		"":                                "no -balancer is given",
		"-balancer Gredy":                 "did you mean Greedy?",
		"-balancer Greedy -objects x":     "invalid value",
		"-balancer Greedy -nonsense":      "not defined: -nonsense",
		"-balancer Greedy -pes 0":         "-pes is 0, want 1 to",
		"-balancer Greedy -objects -1":    "-objects is -1",
		"-balancer Greedy -hosts 1000":    "-hosts is 1000",
		"-balancer Greedy -dims 4":        "-dims is 4, want 1, 2 or 3",
		"-balancer Greedy -load odd":      `-load is "odd", want uniform`,
		"-balancer Greedy -placement odd": `-placement is "odd"`,
		"-balancer Greedy -speeds 1,0":    `-speeds has "0"`,
		"-balancer Greedy -steps 0":       "-steps is 0",
		"-balancer Greedy -threshold 2":   "-threshold is 2",
		"-balancer Greedy -drift -1":      "-drift is -1",
		"-balancer Greedy -background -1": "-background is -1",
		"-balancer Greedy -pes 4 a.dump":  "-pes is for made up worlds, but a dump is given",
	} {
		if _, stderr := lbsim(t, 2, strings.Fields(args)...); !strings.Contains(stderr, want) {
			t.Errorf("lbsim %s: %q, want %q", args, stderr, want)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.dump")
	if err := os.WriteFile(bad, []byte("lb dump 1\nstep 0\nobject 1 load=x\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, stderr := lbsim(t, 1, "-balancer", "Greedy", bad); !strings.Contains(stderr, `bad.dump: line 3: object: load is "x"`) {
		t.Errorf("a bad dump: %q", stderr)
	}
	if _, stderr := lbsim(t, 1, "-balancer", "Greedy", bad+"none"); !strings.Contains(stderr, "no such file") {
		t.Errorf("no dump: %q", stderr)
	}
	if _, stderr := lbsim(t, 1, "-balancer", "Greedy", "-write", t.TempDir()); !strings.Contains(stderr, "is a directory") {
		t.Errorf("-write to a folder: %q", stderr)
	}
}
