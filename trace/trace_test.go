package trace

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write testdata anew")

// names are those of the parts here.
func names(id uint32) string {
	return [...]string{"idle", "hello.Hello.SayHi", "hello.Hello.Run", "broadcast", "phase \"1\"\n", "load balancing"}[id]
}

// small are two parts with an event of each kind, and an arrow from one to the
// other. The second PE has dropped events, and is on another host.
func small() []Part {
	call := Message(0, 1, 1)
	first := Part{Name: names, Events: []Event{
		{At: 1000, Took: 5500, Kind: Method, Name: 1, Dims: 1, Index: Index{3}},
		{At: 1500, Took: 2000, Kind: Span, Name: 4},
		{At: 2001, Kind: Send, Flow: call, Bytes: 24},
		{At: 3000, Kind: Point, Name: 4},
		{At: 6500, Took: 100_000, Kind: Idle},
		{At: 7000, Took: 200_000, Kind: Async, Name: 4},
		{At: 110_000, Took: 90_000, Kind: Step, Name: 5, Dims: 2, Index: Index{1, 17}},
	}}
	first.Head = Head{PE: 0, Began: 1_000_000, Recorded: 7, Kept: 7}
	second := Part{Name: names, Events: []Event{
		{At: 500, Took: 700, Kind: Runtime, Name: 3, Flow: call, Bytes: 24},
		{At: 2000, Took: 300, Kind: Method, Name: 2, Flow: Local(1, 9), Dims: 2, Index: Index{-1, 2}},
		{At: 3000, Took: 10, Kind: Resumed, Name: 2, Flow: call, Bytes: 24, Dims: 2, Index: Index{-1, 2}},
	}}
	second.Head = Head{PE: 1, Host: 1, Began: 1_003_000, Recorded: 100, Kept: 3}
	return []Part{first, second}
}

// write writes parts as a trace of so many PEs.
func write(t *testing.T, pes int, parts ...Part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, 1_000_000, Provenance{Command: []string{"hello", "+p2"}, Began: "now", Hosts: []string{"first", "second"}, Go: "go1", Charm: "v1"})
	for _, p := range parts {
		for block := range p.Blocks() {
			if err := w.Add(block); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(pes); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Errorf("this is no JSON:\n%s", b.Bytes())
	}
	return b.Bytes()
}

func TestTraceLooksAsViewersWantIt(t *testing.T) {
	const file = "testdata/small.json"
	got := write(t, 2, small()...)
	if *rewrite {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNothingIsATraceToo(t *testing.T) {
	got := write(t, 2)
	if want := `"missing":[0,1]`; !strings.Contains(string(got), want) {
		t.Errorf("%s is not in\n%s", want, got)
	}
	write(t, 1, Part{Name: names})
}

func TestBufferKeepsTheNewest(t *testing.T) {
	for _, n := range []int{0, 1, 4, 5, 6, 14, 15} {
		b := NewBuffer(5)
		for i := range n {
			b.Add(&Event{At: int64(i)})
		}
		var got, want []int64
		for _, e := range b.Take() {
			got = append(got, e.At)
		}
		for i := max(0, n-5); i < n; i++ {
			want = append(want, int64(i))
		}
		if !slices.Equal(got, want) || b.Recorded() != uint64(n) {
			t.Errorf("of %d events %v are kept and %d told, want %v", n, got, b.Recorded(), want)
		}
	}
}

func TestWhatOthersHappenInStandsBeforeThem(t *testing.T) {
	b := NewBuffer(0)
	b.Add(&Event{At: 7, Kind: Send})
	b.Add(&Event{At: 7, Took: 1, Kind: Span})
	b.Add(&Event{At: 7, Took: 3, Kind: Method})
	b.Add(&Event{At: 2, Took: 4, Kind: Method})
	var got []Kind
	for _, e := range b.Take() {
		got = append(got, e.Kind)
	}
	if want := []Kind{Method, Method, Span, Send}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFlowsAreNumbersOfJSON(t *testing.T) {
	f := Message(4095, 4094, 1<<28+5)
	if f.From() != 4095 || f.To() != 4094 || f != Message(4095, 4094, 5) || f >= 1<<53 {
		t.Errorf("%d is from %d to %d", f, f.From(), f.To())
	}
	if Local(3, 7) == Message(3, 3, 7) {
		t.Error("a call within a PE has the name of a message to itself")
	}
}

// read reads a part from blocks.
func read(blocks [][]byte) (p Part, err error) {
	texts := map[uint32]string{}
	for _, b := range blocks {
		r := newBlockReader(b)
		for r.next() {
			e := r.event
			name := r.names[e.Name]
			e.Name = uint32(len(texts))
			texts[e.Name] = name
			p.Events = append(p.Events, e)
		}
		p.Head = r.head
		if r.err != nil {
			return p, r.err
		}
	}
	p.Name = func(id uint32) string { return texts[id] }
	return p, nil
}

func blocksOf(p Part) (blocks [][]byte) {
	for b := range p.Blocks() {
		blocks = append(blocks, bytes.Clone(b))
	}
	return blocks
}

func TestBlocksBringThePart(t *testing.T) {
	for _, want := range append(small(), Part{Head: Head{PE: 5, Recorded: 3}, Name: names}) {
		got, err := read(blocksOf(want))
		if err != nil || got.Head != want.Head || len(got.Events) != len(want.Events) {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
		for i, e := range got.Events {
			if got.Name(e.Name) != want.Name(want.Events[i].Name) {
				t.Errorf("event %d is %q, want %q", i, got.Name(e.Name), want.Name(want.Events[i].Name))
			}
			if e.Name = want.Events[i].Name; !reflect.DeepEqual(e, want.Events[i]) {
				t.Errorf("event %d is %+v, want %+v", i, e, want.Events[i])
			}
		}
	}
}

func TestLongPartsTravelInPieces(t *testing.T) {
	p := Part{Name: names, Events: make([]Event, 50_000)}
	for i := range p.Events {
		p.Events[i] = Event{At: int64(i) * 1000, Took: 500, Kind: Method, Name: 1 + uint32(i)%2, Dims: 1, Index: Index{int32(i)}}
	}
	p.Kept = uint64(len(p.Events))
	blocks := blocksOf(p)
	for _, b := range blocks {
		if len(b) > blockBytes+100 {
			t.Errorf("a block of %d bytes", len(b))
		}
	}
	got, err := read(blocks)
	if err != nil || len(blocks) < 3 || len(got.Events) != len(p.Events) {
		t.Fatalf("%d events in %d blocks, %v", len(got.Events), len(blocks), err)
	}
	if last := got.Events[len(p.Events)-1]; last.At != 49_999_000 || last.Index[0] != 49_999 {
		t.Errorf("the last is %+v", last)
	}
	write(t, 1, p)
}

func TestWhatIsMissingIsTold(t *testing.T) {
	parts := small()
	parts[0].Kept = 9 // two have not come
	parts[0].Recorded = 9
	var b bytes.Buffer
	w := NewWriter(&b, 0, Provenance{})
	for _, p := range parts {
		for block := range p.Blocks() {
			if err := w.Add(block); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := w.Summary(3)
	want := Summary{PEs: 3, Events: 10, Dropped: map[int]uint64{1: 97}, Missing: []int{2}, Cut: map[int]uint64{0: 2}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v, want %+v", s, want)
	}
	if notes := s.Notes(); len(notes) != 3 {
		t.Errorf("%q, want three notes", notes)
	}
}

func TestBlocksThatAreCutAreErrors(t *testing.T) {
	whole := blocksOf(small()[1])[0]
	ends := 0
	for n := range whole {
		w := NewWriter(io.Discard, 0, Provenance{})
		if err := w.Add(whole[:n]); err == nil {
			ends++ // between two events
		}
	}
	if ends != 3 {
		t.Errorf("%d shorter blocks are read, want those that end after the head, and after the first two of three events", ends)
	}
}

func FuzzBlock(f *testing.F) {
	for _, p := range small() {
		f.Add(blocksOf(p)[0])
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		var b bytes.Buffer
		w := NewWriter(&b, 0, Provenance{})
		_ = w.Add(block) // whatever it is, the file stays one
		if err := w.Close(3); err != nil || !json.Valid(b.Bytes()) {
			t.Errorf("%v: no JSON:\n%s", err, b.Bytes())
		}
	})
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errors.New("the disk is full")
	}
	return len(p), nil
}

func TestErrorsOfWritingAreTold(t *testing.T) {
	w := NewWriter(&fullDisk{300}, 0, Provenance{})
	for _, p := range small() {
		for block := range p.Blocks() {
			if err := w.Add(block); err != nil {
				t.Errorf("%v: that is not the block's fault", err)
			}
		}
	}
	if err := w.Close(2); err == nil {
		t.Error("a full disk is no error")
	}
}

func TestFilesAreNamedAsSettingsSay(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct {
		s    Settings
		want string
	}{
		{Settings{File: "t.json"}, "t.json"},
		{Settings{File: "t.json", Gzip: true}, "t.json.gz"},
		{Settings{File: "t.json.gz", Gzip: true}, "t.json.gz"},
		{Settings{File: "nowhere/"}, filepath.Join("nowhere", "hello.json.gz")},
		{Settings{File: dir}, filepath.Join(dir, "hello.json.gz")},
	} {
		if got := test.s.Path("./bin/hello"); got != test.want {
			t.Errorf("%+v: %s, want %s", test.s, got, test.want)
		}
	}
	got := Settings{File: "a", Off: true}.Over(Settings{File: "b", Events: 3})
	if want := (Settings{File: "a", Events: 3, Off: true}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestFileIsCompressedByItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.json.gz")
	f, err := Create(path, 0, Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	for block := range (&Part{Name: names}).Blocks() {
		f.Add(block)
	}
	if notes, err := f.Close(1); err != nil || len(notes) > 0 || f.Path() != path {
		t.Errorf("%q, %v", notes, err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil || !json.Valid(text) || !strings.Contains(string(text), `"go":"go`) {
		t.Errorf("%v\n%s", err, text)
	}
	if _, err := Create(filepath.Join(path, "t.json"), 0, Provenance{}); err == nil {
		t.Error("a file in a file is no error")
	}
}

func BenchmarkAdd(b *testing.B) {
	buffer := NewBuffer(0)
	e := Event{Kind: Method, Dims: 1}
	for i := range b.N {
		e.At = int64(i)
		buffer.Add(&e)
	}
}

func BenchmarkWrite(b *testing.B) {
	p := Part{Name: names, Events: make([]Event, 100_000)}
	for i := range p.Events {
		p.Events[i] = Event{At: int64(i) * 1000, Took: 500, Kind: Method, Name: 1, Flow: Message(0, 1, uint32(i)), Dims: 1, Index: Index{int32(i)}}
	}
	for range b.N {
		w := NewWriter(io.Discard, 0, Provenance{})
		for block := range p.Blocks() {
			if err := w.Add(block); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N*len(p.Events)), "ns/event")
}
