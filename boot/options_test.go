package boot

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/trace"
)

func TestParseTakesOptionsAndLeavesTheRest(t *testing.T) {
	for _, test := range []struct {
		args string
		rest string
		want Settings
	}{
		{"", "", Settings{}},
		{"./hello 3 -v", "./hello 3 -v", Settings{}},
		{"+p4 ./hello", "./hello", Settings{PEs: 4}},
		{"./hello +p 4 x", "./hello x", Settings{PEs: 4}},
		{"++p 4", "", Settings{PEs: 4}},
		{"++n 2 +p2 ++np 2", "", Settings{PEs: 2}},
		{"++local ++quiet ++verbose x", "x", Settings{Local: true, Quiet: true, Verbose: true}},
		{"++timeout 1.5 x", "x", Settings{Timeout: 1500 * time.Millisecond}},
		{"++timelimit 90 ++runscript ./wrap x", "x", Settings{Limit: 90 * time.Second, RunScript: "./wrap"}},
		{"+prefix +setcpuaffinity +local-copy", "", Settings{Prefix: true, Placement: placement{Bind: true}, LocalCopy: true}},
		{"+ring-size 64K", "", Settings{RingSize: 64 << 10}},
		{"+trace t.json +logsize 5 +traceoff +gz-trace", "", Settings{Trace: trace.Settings{File: "t.json", Events: 5, Off: true, Gzip: true}}},
		{"+traceroot /tmp +trace-events 7", "", Settings{Trace: trace.Settings{File: "/tmp/", Events: 7}}},
		{"++help", "", Settings{Help: true}},
		{"-h --help", "-h --help", Settings{}},
		{"a -- +p4 -- b", "a +p4 -- b", Settings{}},
	} {
		got, rest, err := Parse(strings.Fields(test.args))
		if err != nil {
			t.Errorf("Parse(%q): %v", test.args, err)
			continue
		}
		if test.want.Timeout == 0 {
			test.want.Timeout = defaultTimeout
		}
		test.want.forPEs, got.forPEs = nil, nil
		if !reflect.DeepEqual(got, test.want) || strings.Join(rest, " ") != test.rest {
			t.Errorf("Parse(%q) = %+v, %q; want %+v, %q", test.args, got, rest, test.want, test.rest)
		}
	}
}

func TestParseHandsOnTheWordsOfPEs(t *testing.T) {
	s, _, err := Parse(strings.Fields("+p4 +local-copy x +ring-size 4096 +prefix"))
	want := []string{"+local-copy"}
	if err != nil || !slices.Equal(s.forPEs, want) {
		t.Errorf("words for PEs: %q, %v; want %q", s.forPEs, err, want)
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"+p0", "+p0: want a number of PEs from 1 to 4096, or auto"},
		{"+p x", "+p x: want a number"},
		{"+p-2", "+p-2: want a number"},
		{"+p", "+p wants an argument: +p N"},
		{"+p99999", "+p99999: want a number"},
		{"+p4 ++n 2", "++n 2: another number"},
		{"++processPerCore 0", "++processPerCore 0: want a number from 1 to 4096"},
		{"++processPerHost -1", "++processPerHost -1: want a number from 1 to 4096"},
		{"++processPerPU ./hello", "++processPerPU ./hello: want a number from 1 to 4096"},
		{"++processPerSocket", "++processPerSocket wants an argument: ++processPerSocket N"},
		{"++processPerSockets 1", "did you mean ++processPerSocket?"},
		{"++autoprovision", "did you mean ++auto"},
		{"++processPerCore 2 ++processPerSocket 1", "++processPerSocket 1: ++processPerCore 2 is given as well, which says otherwise: leave one of them out"},
		{"+pauto ++processPerCore 1", "++processPerCore 1: +pauto is given as well"},
		{"++processPerHost 1 ++auto-provision", "++auto-provision: ++processPerHost 1 is given as well"},
		{"+prefx", "unknown option +prefx (did you mean +prefix?)"},
		{"++Prefix", "did you mean +prefix?"},
		{"+zzzzzz", "unknown option +zzzzzz; ++help"},
		{"+balanser Greedy", "did you mean +balancer?"},
		{"+balancer Greddy", `+balancer Greddy: there is no balancer "Greddy": did you mean Greedy? there are Greedy,`},
		{"+pemap 3-1", `+pemap 3-1: "3-1": want a CPU`},
		{"+excludecore x", "want the number of a CPU"},
		{"+LBDebug much", "want 0, 1, 2 or 3"},
		{"+LBPeriod 0", "want more than 0 seconds"},
		{"+LBThreshold 101", "want a percentage"},
		{"++timeot 3", "did you mean ++timeout?"},
		{"++timeout soon", "++timeout soon: want seconds"},
		{"++timeout NaN", "want seconds"},
		{"+ring-size 5000", "want a power of two"},
		{"+ring-size 99999999999999999999M", "want a power of two"},
	} {
		_, _, err := Parse(strings.Fields(test.args))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Parse(%q): %v; want %q", test.args, err, test.want)
		}
	}
}

// TestAbsentOptionsAreAbsent: each is named once, and its answer is one line.
func TestAbsentOptionsAreAbsent(t *testing.T) {
	named := map[string]bool{}
	for _, a := range absent {
		for _, name := range strings.Fields(a.names) {
			if _, _, ok := find(name); ok || named[name] {
				t.Errorf("%s is there, or is named twice", name)
			}
			named[name] = true
			_, _, err := Parse([]string{name})
			if want := name + " is an option of Charm++ that is not here: " + a.instead; err == nil || err.Error() != want || strings.Contains(want, "\n") {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
	}
}

func TestPrintOptionsListsAllWithinTheLine(t *testing.T) {
	var b bytes.Buffer
	PrintOptions(&b)
	for _, o := range options {
		if !strings.Contains(b.String(), "  "+o.name) {
			t.Errorf("%s is not listed", o.name)
		}
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 80 {
			t.Errorf("line of %d characters: %s", len(line), line)
		}
	}
}
