package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// The test binary is the job, too.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, jobWord) {
		main()
	}
	os.Exit(m.Run())
}

// quick are measurements that take milliseconds, at two sizes and two numbers of
// PEs.
var quick = []string{"-quick", "-run", "broadcast-group|multicast"}

// measured runs bench, and returns the lines that it prints.
func measured(t *testing.T, args ...string) []string {
	t.Helper()
	var out strings.Builder
	if err := run(args, &out, startJob); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return slices.Collect(strings.Lines(out.String()))
}

func TestJSONLinesHaveWhatWasMeasured(t *testing.T) {
	var got []result
	for _, line := range measured(t, append(quick, "-json")...) {
		var r result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if r.Min <= 0 || r.Median < r.Min || (r.Growth > 0) != (r.Bench == "multicast-section" && r.Size > 100) {
			t.Errorf("%+v", r)
		}
		r.Min, r.Median, r.Growth = 0, 0, 0
		got = append(got, r)
	}
	want := []result{
		{Bench: "broadcast-group", PEs: 2, Size: 2, Of: "chares", Unit: "ns/broadcast", Repeats: quickRepeats},
		{Bench: "multicast-section", PEs: 2, Size: 100, Of: "chares", Unit: "ns/multicast", Repeats: quickRepeats},
		{Bench: "multicast-section", PEs: 2, Size: 1000, Of: "chares", Unit: "ns/multicast", Repeats: quickRepeats},
		{Bench: "multicast-section", PEs: 2, Size: 10_000, Of: "chares", Unit: "ns/multicast", Repeats: quickRepeats},
		{Bench: "broadcast-group", PEs: 16, Size: 16, Of: "chares", Unit: "ns/broadcast", Repeats: quickRepeats},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestTableIsAligned(t *testing.T) {
	lines := measured(t, quick...)
	if len(lines) != 6 {
		t.Errorf("%d lines, want a head and 5", len(lines))
	}
	for _, line := range lines {
		if len(line) != len(lines[0]) {
			t.Errorf("%q is not as long as %q", line, lines[0])
		}
	}
}

func TestMistakesAreTold(t *testing.T) {
	for _, test := range []struct{ args, want string }{
		{"-run nothing", `nothing matches "nothing"`},
		{"-run (", "missing closing )"},
		{"-slowly", "not defined: -slowly"},
	} {
		if err := run(strings.Fields(test.args), new(strings.Builder), startJob); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.args, err, test.want)
		}
	}
}

func TestEveryMeasurementHasAName(t *testing.T) {
	names := map[[2]any]bool{}
	for _, m := range measurements {
		if m.name == "" || m.unit == "" || m.of == "" || m.pes < 1 || m.repeats < 1 || len(m.sizes) == 0 || !slices.IsSorted(m.sizes) {
			t.Errorf("%q on %d PEs: something is missing", m.name, m.pes)
		}
		if key := [2]any{m.name, m.pes}; names[key] {
			t.Errorf("%s on %d PEs is there twice", m.name, m.pes)
		} else {
			names[key] = true
		}
	}
}
