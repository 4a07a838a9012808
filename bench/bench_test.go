package main

import (
	"encoding/json"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charm4go/charm/bench/internal/report"
	"github.com/charm4go/charm/bench/peers"
)

// The test binary is the job, the peers and their servers, too.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, jobWord) || len(os.Args) > 1 && (os.Args[1] == aloneWord || peers.Serve(os.Args[1:])) {
		main()
		return
	}
	os.Exit(m.Run())
}

// bench runs the command, and returns the lines that it prints.
func bench(t *testing.T, args ...string) []string {
	t.Helper()
	var out strings.Builder
	if err := run(args, &out, settings{}); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return slices.Collect(strings.Lines(out.String()))
}

// inSession returns the JSON lines of a session.
func inSession(t *testing.T, how settings, do func(*session) error) []string {
	t.Helper()
	var out strings.Builder
	s, end, err := open(report.New(&out, true), how)
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	if err := do(s); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return slices.Collect(strings.Lines(out.String()))
}

// decoded returns the results and notes of JSON lines.
func decoded(t *testing.T, lines []string) (rs []report.Result, notes []string) {
	t.Helper()
	for _, line := range lines[1:] { // behind the machine
		var r struct {
			report.Result
			Note string `json:"note"`
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if r.Note != "" {
			notes = append(notes, r.Note)
		} else {
			rs = append(rs, r.Result)
		}
	}
	return rs, notes
}

// Everything is measured once, and each peer once, unless it is said why not.
func TestAllThatIsMeasured(t *testing.T) {
	all := slices.Clone(measurements)
	seen := map[string]bool{}
	for i, m := range all {
		if seen[m.name] || testing.Short() {
			all[i].peers = nil // the same programs, on more PEs
		}
		seen[m.name] = true
	}
	rs, notes := decoded(t, inSession(t, settings{tiny: true}, func(s *session) error { return s.measureAll(all) }))
	for _, note := range notes {
		if !strings.HasSuffix(note, " is not installed") && !strings.HasSuffix(note, " asks Linux for what it measures") {
			t.Error(note)
		}
	}
	if len(rs) != len(all) && len(notes) == 0 {
		t.Fatalf("%d results, want %d", len(rs), len(all))
	}
	for _, r := range rs {
		m := find(all, work{name: r.Bench, pes: r.PEs})
		if m == nil || r.Min <= 0 || r.Repeats != 1 || r.Size != m.sizes[0] {
			t.Errorf("%+v", r)
			continue
		}
		for _, p := range m.peers {
			found := slices.ContainsFunc(r.Peers, func(c report.Peer) bool { return c.Name == p.name && c.Min > 0 })
			if !found && (p.at == nil || p.at(r.Size)) && len(notes) == 0 {
				t.Errorf("%s on %d PEs: nothing about %s", m.name, m.pes, p.name)
			}
		}
	}
}

// two are measurements that take milliseconds: one at several sizes, one with a
// peer.
var two = []string{"-quick", "-run", "multicast|coroutine-switch"}

func TestJSONLinesHaveWhatWasMeasured(t *testing.T) {
	rs, _ := decoded(t, bench(t, append(two, "-json")...))
	for i := range rs {
		r := &rs[i]
		if r.Min <= 0 || r.Median < r.Min || (r.Growth > 0) != (r.Size > 100) {
			t.Errorf("%+v", r)
		}
		for _, p := range r.Peers {
			if p.Min <= 0 || p.Median < p.Min || p.Repeats != r.Repeats || p.Ratio != r.Min/p.Min {
				t.Errorf("%s: %+v", r.Bench, p)
			}
		}
		r.Min, r.Median, r.Growth = 0, 0, 0
	}
	type line struct {
		bench         string
		size, repeats int
		peers         int
	}
	var got []line
	for _, r := range rs {
		got = append(got, line{r.Bench, r.Size, r.Repeats, len(r.Peers)})
	}
	want := []line{
		{"multicast-section", 100, quickRepeats, 0},
		{"multicast-section", 1000, quickRepeats, 0},
		{"multicast-section", 10_000, quickRepeats, 0},
		{"coroutine-switch", 1, 30, 1},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestTableHasThemAll(t *testing.T) {
	table := strings.Join(bench(t, two...), "")
	if strings.Count(table, "multicast-section") != 3 || strings.Count(table, "coroutine-switch") != 1 || strings.Count(table, "channels") != 1 {
		t.Error(table)
	}
}

func TestMistakesAreTold(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"-run nothing", `nothing matches "nothing"`},
		{"-run (", "missing closing )"},
		{"-slowly", "not defined: -slowly"},
	} {
		if err := run(strings.Fields(test.args), new(strings.Builder), settings{}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.args, err, test.want)
		}
	}
}

// A peer that cannot be had is left out, and that is said once.
func TestPeersMayBeMissing(t *testing.T) {
	absent := peer{name: "absent", by: func(*session, *measurement, work) ([]costs, error) { return nil, missing("not here") }}
	m := measurement{name: "coroutine-switch", pes: 1, sizes: []int{1}, repeats: 4, by: alone, peers: []peer{absent}}
	lines := inSession(t, settings{quick: true}, func(s *session) error { return s.measureAll([]measurement{m, m}) })
	if got := strings.Join(lines, ""); strings.Count(got, `"absent is left out: not here"`) != 1 || strings.Contains(got, "peers") || strings.Count(got, "\n") != 4 {
		t.Error(got)
	}
}

func TestWorkTravelsInWords(t *testing.T) {
	want := work{"oneway", 2, 30, []sized{{8, 4000}, {1 << 20, 32}}}
	got, err := readWork(want.words())
	if err != nil || got.name != want.name || got.pes != want.pes || got.repeats != want.repeats || !slices.Equal(got.cases, want.cases) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	for _, bad := range []string{"oneway", "oneway 2 30 8", "oneway 2 many"} {
		if w, err := readWork(strings.Fields(bad)); err == nil {
			t.Errorf("%q is %+v, want an error", bad, w)
		}
	}
}

func TestEveryMeasurementHasAName(t *testing.T) {
	names := map[[2]any]bool{}
	for i, m := range measurements {
		if m.name == "" || m.unit == "" || m.of == "" || m.pes < 1 || m.repeats < 1 || len(m.sizes) == 0 || !slices.IsSorted(m.sizes) {
			t.Errorf("%q on %d PEs: something is missing", m.name, m.pes)
		}
		if m.own() == nil || m.prepare == nil && m.alone == nil && m.by == nil {
			t.Errorf("%q on %d PEs: nothing measures it", m.name, m.pes)
		}
		if key := [2]any{m.name, m.pes}; names[key] {
			t.Errorf("%s on %d PEs is there twice", m.name, m.pes)
		} else {
			names[key] = true
		}
		if find(measurements, work{name: m.name, pes: m.pes}) != &measurements[i] {
			t.Errorf("%s on %d PEs is not found", m.name, m.pes)
		}
	}
}

func TestSoakTellsTheMemoryOfPEs(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("it asks Linux")
	}
	rs, _ := decoded(t, inSession(t, settings{}, func(s *session) error { return s.soak(soakSamples * 5 * time.Millisecond) }))
	if len(rs) != 2 || rs[0].Min < 100 || rs[1].Min < 100 || rs[0].Repeats+rs[1].Repeats != soakSamples-soakWarm {
		t.Errorf("%+v", rs)
	}
}
