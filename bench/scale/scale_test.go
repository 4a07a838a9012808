package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/bench/internal/report"
)

// The test binary is the job, too.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args, jobWord) {
		main()
	}
	os.Exit(m.Run())
}

func TestEachCostIsMeasuredAndDrawn(t *testing.T) {
	folder := t.TempDir()
	var out strings.Builder
	if err := run([]string{"-quick", "-json", "-png", folder}, &out); err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for line := range strings.Lines(out.String()) {
		var r report.Result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if r.Bench == "" {
			continue // the machine
		}
		got[r.Bench]++
		if r.Min <= 0 || r.Median < r.Min {
			t.Errorf("%+v", r)
		}
	}
	for _, s := range studies {
		for _, c := range s.costs {
			if name := s.name + " " + c.name; got[name] != 2 && !(strings.Contains(c.unit, "KiB") && processMemory(smaps).Total == 0) {
				t.Errorf("%s was measured at %d sizes, want 2", name, got[name])
			}
		}
	}
	if files, err := filepath.Glob(filepath.Join(folder, "*.png")); err != nil || len(files) < len(studies)+1 {
		t.Errorf("figures %q, error %v: want one for each unit", files, err)
	}
}

func TestMemoryOfMappings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "smaps")
	text := `00400000-0085a000 r-xp 00000000 fe:00 5 /bin/prog
Size:               4456 kB
Pss:                1000 kB
Pss_Dirty:           900 kB
VmFlags: rd ex mr mw me
7f0000000000-7f0000400000 rw-s 00000000 00:01 7 /memfd:charm (deleted)
Size:               4096 kB
Pss:                  24 kB
VmFlags: rd wr sh
7f0000800000-7f0000801000 rw-p 00000000 00:00 0
Size:                  4 kB
Pss:                   2 kB
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := processMemory(file), (memory{Total: 1026, Shared: 24, Mapped: 4096}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := processMemory(file + "2"); got != (memory{}) {
		t.Errorf("without a list: %+v, want nothing", got)
	}
}

func TestMistakesAreTold(t *testing.T) {
	if err := run([]string{"-slowly"}, new(strings.Builder)); err == nil || !strings.Contains(err.Error(), "not defined: -slowly") {
		t.Error(err)
	}
}
