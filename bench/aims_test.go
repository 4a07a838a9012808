package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAimsAreCompared(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.jsonl")
	lines := `{"machine":{"cpus":2,"processor":"Fast One","date":"today"}}
{"note":"net/rpc is left out"}
{"bench":"oneway","pes":2,"size":8,"unit":"ns/message","min":999,"median":999}
{"bench":"oneway","pes":2,"size":8,"unit":"ns/message","min":120,"median":130,"peers":[{"name":"cache line","min":60,"median":61,"ratio":2},{"name":"Open MPI","min":100,"median":110,"ratio":1.2}]}
{"bench":"stream","pes":2,"size":65536,"unit":"ns/message","min":7000,"median":9000,"peers":[{"name":"Open MPI","min":5000,"median":6000,"ratio":1.4}]}
{"bench":"stream","pes":2,"size":1048576,"unit":"ns/message","min":7000,"median":9000}
{"bench":"call","pes":1,"size":8,"of":"bytes","unit":"ns/call","min":51,"median":52,"peers":[{"name":"channels","min":102,"median":104,"ratio":0.5}]}
{"pattern":"stencil_1d","pes":2,"width":2,"granularity":3,"unit":"ns","median":4}
{"bench":"metg stencil_1d","pes":2,"size":2,"of":"columns","unit":"ns","min":900,"median":950}
`
	if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := compareFiles([]string{file}, &out); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		"results.jsonl: today: 2 CPUs, Fast One, ",
		"| 120 / 130 ns/message | ≤ 130 | Open MPI: 100 / 110 | 1.20, aim ≤ 1.25 | met |",
		"64 KiB in a stream | 7000 / 9000 ns/message |  | Open MPI: 5000 / 6000 | 1.40, aim ≤ 1.00 | missed |",
		"1 MiB in a stream | 7000 / 9000 ns/message |  |  |  | missed |",
		"| 51.0 / 52.0 ns/call | ≤ 50.0 | channels: 102 / 104 | 0.50 | missed |",
		"stencil_1d | 900 / 950 ns | ≤ 1000 |  |  | met |",
		"| call | 1 | 8 bytes | 51.0 / 52.0 ns/call | channels 102 / 104 (0.50) |",
		"| migration of 64 KiB | | ≤ 30000 | | | not measured |",
	} {
		if !strings.Contains(out.String(), row) {
			t.Errorf("it lacks %q", row)
		}
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

func TestAimsAreOfWhatIsMeasured(t *testing.T) {
	for _, a := range aims {
		if a.by != "" {
			continue
		}
		m := find(measurements, work{name: a.bench, pes: a.pes})
		if m == nil {
			t.Errorf("%s: nothing measures it", a.what)
			continue
		}
		sized := false
		for _, size := range m.sizes {
			sized = sized || size == a.size
		}
		if !sized {
			t.Errorf("%s: %s is not measured at size %d", a.what, m.name, a.size)
		}
	}
}
