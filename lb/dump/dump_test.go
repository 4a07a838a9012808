package dump

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/charm4go/charm/lb"
)

func Example() {
	w := NewWriter(os.Stdout)
	w.Write(&lb.Stats{
		PEs:     []lb.PE{{Available: true}, {Background: 0.5, Speed: 2, Available: true}},
		Objects: []lb.Object{{ID: 17, Load: 0.125, Migratable: true, Array: 2, Index: [6]int32{3, 4}, Dims: 2}, {ID: 18, PE: 1, Load: 1}},
		Edges:   []lb.Edge{{From: 0, To: 1, Messages: 20, Bytes: 8000}},
	})
	// Output:
	// lb dump 1
	// step 0
	// pe 0 available
	// pe 1 background=0.5 speed=2 available
	// object 17 pe=0 load=0.125 array=2 index=3,4
	// object 18 pe=1 load=1 fixed
	// edge 0 1 messages=20 bytes=8000
	// end
}

// steps is a dump with all there can be.
func steps() []*lb.Stats {
	return []*lb.Stats{
		{
			Step: 0, PerMessage: 1e-6, PerByte: 2e-9, Cost: 0.25, Moved: 3,
			PEs: []lb.PE{{Background: 1.5, Speed: 2, Host: 3, Available: true}, {}},
			Objects: []lb.Object{
				{ID: math.MaxUint64, PE: 1, Load: 1.0 / 3, Bytes: 100, Array: 7, Index: [6]int32{-1, 2, 3, 4, 5, math.MinInt32}, Dims: 6, Migratable: true},
				{ID: 0, PE: -1},
			},
			Edges: []lb.Edge{{From: 0, To: 1, Messages: 1 << 40, Bytes: 1 << 50}, {From: 1, To: -1, PE: 1, Messages: 1}},
		},
		{Step: 1},
	}
}

// all returns the steps that a reader has.
func all(r *Reader) (list []*lb.Stats, err error) {
	for {
		s, err := r.Read()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	for _, name := range []string{"dump.txt", "dump.txt.gz"} {
		path := filepath.Join(t.TempDir(), name)
		w, err := Create(path)
		if err != nil {
			t.Fatal(err)
		}
		for n, s := range steps() {
			if err := w.Write(s); err != nil {
				t.Fatal(err)
			}
			// A program that ends badly leaves the steps it has written.
			text, _ := os.ReadFile(path)
			if r, err := NewReader(name, bytes.NewReader(text)); err != nil {
				t.Errorf("%s after %d steps: %v", name, n+1, err)
			} else if s, err := r.Read(); err != nil || s.Step != 0 {
				t.Errorf("%s after %d steps: %v, %v", name, n+1, s, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := all(r); err != nil || !reflect.DeepEqual(got, steps()) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, steps())
		}
		r.Close()
	}
}

func TestErrorsNameLineAndField(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     `is empty, want "lb dump 1" first`,
		"\n\n":                                 `is empty`,
		"lb dump 2":                            `line 1: it begins with "lb dump 2", want "lb dump 1"`,
		"PK\x03\x04":                           `line 1: it begins with "PK`,
		"\x1f\x8bxxxxxxxxxxxx":                 `gzip`,
		"lb dump 1\npe 0":                      `line 2: a step begins with "pe", want step`,
		"lb dump 1\nstep":                      `line 2: step: number is "", want a whole number from 0`,
		"lb dump 1\nstep -1":                   `line 2: step: number is "-1"`,
		"lb dump 1\nstep 0 cost=much":          `line 2: step: cost is "much", want a number`,
		"lb dump 1\nstep 0 cots=1":             `line 2: step: there is no field "cots"`,
		"lb dump 1\nstep 0\n\n# PEs\npe 1":     `line 5: pe: PE 1 comes after 0 PEs, want them in order`,
		"lb dump 1\nstep 0\npe 0 speed":        `line 3: pe: speed is "", want a number`,
		"lb dump 1\nstep 0\nobject x":          `line 3: object: ID is "x"`,
		"lb dump 1\nstep 0\nobject 1 load=1s":  `line 3: object: load is "1s"`,
		"lb dump 1\nstep 0\nobject 1 pe=1e9":   `line 3: object: pe is "1e9", want a whole number`,
		"lb dump 1\nstep 0\nobject 1 index=1,": `line 3: object: index is ""`,
		"lb dump 1\nstep 0\nobject 1 index=1,2,3,4,5,6,7":       `want at most 6 coordinates`,
		"lb dump 1\nstep 0\nedge 1":                             `line 3: edge: it has no end`,
		"lb dump 1\nstep 0\nedge 1 pe:x":                        `line 3: edge: to is "x"`,
		"lb dump 1\nstep 4\nedge 1 2\nend":                      `line 4: step 4 has an edge from object 1 to 2, but 0 objects`,
		"lb dump 1\nstep 4\nchare 1":                            `line 3: "chare" is none of pe, object, edge and end`,
		"lb dump 1\nstep 4\npe 0":                               `line 3: the file ends within step 4`,
		"lb dump 1\nstep 4\npe " + strings.Repeat("0", longest): `line 3: it has more than 65536 bytes`,
	} {
		r, err := NewReader("name", strings.NewReader(text))
		if err == nil {
			_, err = all(r)
		}
		if err == nil || !strings.HasPrefix(err.Error(), "name") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: error %v, want %q", text, err, want)
		}
	}
}

func TestErrorsOfFiles(t *testing.T) {
	if _, err := Open(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of no file: %v", err)
	}
	if _, err := Create(filepath.Join(t.TempDir(), "no", "dump")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Create in no folder: %v", err)
	}
	full := NewWriter(fullDisk{})
	if err := full.Write(&lb.Stats{Step: 2}); err == nil || !strings.Contains(err.Error(), "dump: step 2: disk full") {
		t.Errorf("Write to a full disk: %v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func FuzzReader(f *testing.F) {
	var text bytes.Buffer
	w := NewWriter(&text)
	for _, s := range steps() {
		w.Write(s)
	}
	f.Add(text.Bytes())
	for cut := range text.Len() {
		f.Add(text.Bytes()[:cut])
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := NewReader("fuzz", bytes.NewReader(text))
		if err != nil {
			return
		}
		list, err := all(r)
		if err != nil {
			return
		}
		// What could be read is written and read the same.
		var again bytes.Buffer
		w := NewWriter(&again)
		for _, s := range list {
			if err := w.Write(s); err != nil {
				t.Fatal(err)
			}
			greedy, _ := lb.New("Refine")
			lb.Step(greedy, s, 1, lb.DefaultThreshold)
		}
		if len(list) == 0 {
			return
		}
		if r, err = NewReader("again", &again); err != nil {
			t.Fatal(err)
		}
		list2, err := all(r)
		if err != nil || fmt.Sprint(values(list2)) != fmt.Sprint(values(list)) {
			t.Fatalf("got %v, %v, want %v", values(list2), err, values(list))
		}
	})
}

// values makes values of pointers, to be printed: NaN is not equal to itself.
func values(list []*lb.Stats) (v []lb.Stats) {
	for _, s := range list {
		v = append(v, *s)
	}
	return v
}
