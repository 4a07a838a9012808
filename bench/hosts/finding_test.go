package main

import (
	"strings"
	"testing"
	"time"
)

// What is best over all rounds is the shortest time, and the highest rate.
func TestFindingsKeepTheBestOfAllRounds(t *testing.T) {
	var found findings
	for _, ms := range []int{30, 10, 20} {
		w := stopwatch{portions: []time.Duration{2 * time.Duration(ms) * time.Millisecond, time.Duration(ms) * time.Millisecond}}
		found.add(w.short("quic-go"))
		found.add(w.long("quic-go", 64<<10))
		w.portions = []time.Duration{time.Second}
		found.add(w.short("calls"))
	}
	var out strings.Builder
	if err := found.json(&out); err != nil {
		t.Fatal(err)
	}
	const want = `{"bench":"one way","carrier":"quic-go","bytes":8,"unit":"µs","best":250,"median":1000}
{"bench":"bandwidth","carrier":"quic-go","bytes":65536,"unit":"MB/s","best":3355.4,"median":838.9}
{"bench":"one way","carrier":"calls","bytes":8,"unit":"µs","best":25000,"median":25000}
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
	out.Reset()
	if found.table(&out); !strings.HasSuffix(out.String(), " 100.00      25.00\n") {
		t.Errorf("calls are not compared with quic-go:\n%s", &out)
	}
}
