package wire

import (
	"bytes"
	"reflect"
	"sync"
	"testing"
)

// withoutCopying runs f as on a host where memory is not what travels.
func withoutCopying(f func()) {
	was := littleEndian
	littleEndian = false
	defer func() { littleEndian = was }()
	f()
}

// decodeAll returns the value in b, which must be all of b.
func decodeAll(t testing.TB, s sample, b []byte) any {
	t.Helper()
	var d Decoder
	d.Reset(b, nil)
	got := s.decode(&d)
	if d.Err() != nil || d.Len() != 0 {
		t.Errorf("decoding %x: error %v, %d bytes left", b, d.Err(), d.Len())
	}
	return got
}

func TestValuesComeBack(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name(), func(t *testing.T) {
			b := bytesOf(t, s)
			if got := decodeAll(t, s, b); !reflect.DeepEqual(got, s.value()) {
				t.Errorf("sent %+v, got %+v, by % x", s.value(), got, b)
			}
		})
	}
}

func TestValuesComeBackWhereMemoryIsNotWhatTravels(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name(), func(t *testing.T) {
			want := bytesOf(t, s)
			withoutCopying(func() {
				b := bytesOf(t, s)
				if ordered(s) && !bytes.Equal(b, want) {
					t.Errorf("%+v is % x, want % x", s.value(), b, want)
				}
				if got := decodeAll(t, s, b); !reflect.DeepEqual(got, s.value()) {
					t.Errorf("sent %+v, got %+v, by % x", s.value(), got, b)
				}
			})
		})
	}
}

// ordered reports whether the bytes for s are the same each time.
func ordered(s sample) bool {
	_, keysOfAnyType := s.value().(map[any]string)
	return !keysOfAnyType
}

func TestSameValueGivesSameBytes(t *testing.T) {
	for _, s := range samples {
		if !ordered(s) {
			continue
		}
		first := bytesOf(t, s)
		for range 5 {
			if again := bytesOf(t, s); !bytes.Equal(again, first) {
				t.Errorf("%s: % x, then % x", s.name(), first, again)
			}
		}
	}
}

func TestBytesAreTheSameOnAllHosts(t *testing.T) {
	s := of[runs]{"", runs{a: 1, b: -1, c: 1, d: -2, name: "ab", e: [3]uint16{1, 2, 3}, f: 4}}
	want := []byte{
		1, 0, 0, 0, 0, 0, 0, 0,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0, 0, 0x80, 0x3f,
		0, 0, 0, 0xc0,
		2, 0, 0, 0, 'a', 'b',
		1, 0, 2, 0, 3, 0,
		4, 0,
	}
	if got := bytesOf(t, s); !bytes.Equal(got, want) {
		t.Errorf("got  % x\nwant % x", got, want)
	}
}

func TestMessageCutAnywhereIsAnError(t *testing.T) {
	for _, s := range samples {
		b := bytesOf(t, s)
		for n := range b {
			var d Decoder
			d.Reset(b[:n:n], nil)
			s.decode(&d)
			if d.Err() == nil {
				t.Errorf("%s: no error from %d bytes of % x", s.name(), n, b)
			}
		}
	}
}

func TestSizeIsWhatIsWritten(t *testing.T) {
	for _, s := range samples {
		if size, n := s.size(), len(bytesOf(t, s)); size != n && size != -1 {
			t.Errorf("%s: Size is %d, %d bytes written", s.name(), size, n)
		}
	}
}

func TestSizeIsToldWithoutFollowingPointers(t *testing.T) {
	for _, test := range []struct {
		s    sample
		want int
	}{
		{of[int]{"", 1}, 8},
		{of[string]{"", "abc"}, 7},
		{of[runs]{"", runs{name: "abc"}}, 16 + 8 + 7 + 8},
		{of[[]string]{"", []string{"a", "bc"}}, 4 + 5 + 6},
		{of[[2]flags]{"", [2]flags{{true}, nil}}, 4 + 1 + 4},
		{of[[]proxy]{"", make([]proxy, 2)}, 4 + 8 + 8},
		{of[node]{"", node{}}, 8 + 1},
		{of[node]{"", node{next: &node{}}}, -1},
		{of[[]any]{"", []any{nil}}, 4 + 8},
		{of[any]{"", 1}, -1},
		{of[map[string]int]{"", nil}, 4},
		{of[map[string]int]{"", map[string]int{"a": 1}}, -1},
	} {
		if got := test.s.size(); got != test.want {
			t.Errorf("Size of %T %+v is %d, want %d", test.s.value(), test.s.value(), got, test.want)
		}
	}
}

func TestDecodedSharesNothingWithTheMessage(t *testing.T) {
	for _, s := range samples {
		b := bytesOf(t, s)
		got := decodeAll(t, s, b)
		for i := range b {
			b[i] = 0xff
		}
		if !reflect.DeepEqual(got, s.value()) {
			t.Errorf("%s: %+v became %+v when the message was overwritten", s.name(), s.value(), got)
		}
	}
}

func TestCodecIsTheSameForEveryCall(t *testing.T) {
	if For[vector]() != For[vector]() {
		t.Error("two codecs for one type")
	}
}

func TestCodecsAreSafeForConcurrentUse(t *testing.T) {
	type left struct {
		right *struct{ left *left }
		by    map[string][]left
	}
	v := left{by: map[string][]left{"a": {{}}}}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			s := of[left]{"", v}
			if got := decodeAll(t, s, bytesOf(t, s)); !reflect.DeepEqual(got, v) {
				t.Errorf("sent %+v, got %+v", v, got)
			}
		})
	}
	all.Wait()
}

func TestLeftOutFieldsKeepWhatTheyHold(t *testing.T) {
	ch := make(chan int)
	v := absent{kept: 1, skipped: 2, base: skipMe{ch}, basep: &skipMe{}}
	b := bytesOf(t, of[absent]{"", absent{kept: 5}})
	var d Decoder
	d.Reset(b, nil)
	want := v
	want.kept = 5
	if For[absent]().Decode(&d, &v); d.Err() != nil || v != want {
		t.Errorf("got %+v, want %+v, error %v", v, want, d.Err())
	}
}

func TestUnmarshalerFindsItsContext(t *testing.T) {
	home := "here"
	var d Decoder
	d.Reset(bytesOf(t, of[[]proxy]{"", []proxy{{id: 1}}}), &home)
	if got := decodeOne[[]proxy](&d).([]proxy); len(got) != 1 || got[0].home != &home {
		t.Errorf("got %+v, want a proxy with home %p", got, &home)
	}
}

// Values of a type are flat if all of their memory travels, and is their own.
func TestFlat(t *testing.T) {
	for _, c := range []struct {
		name       string
		flat, want bool
	}{
		{"float64", For[float64]().Flat(), true},
		{"an array of them", For[[3]float64]().Flat(), true},
		{"a struct of them", For[struct{ X, Y float64 }]().Flat(), true},
		{"nothing", For[struct{}]().Flat(), true},
		{"a slice", For[[]float64]().Flat(), false},
		{"a pointer", For[*float64]().Flat(), false},
		{"a field that stays behind", For[struct {
			X, Y float64
			Z    float64 `charm:"-"`
		}]().Flat(), false},
		{"what cannot travel", For[chan int]().Flat(), false},
	} {
		if c.flat != c.want {
			t.Errorf("%s: flat is %t, want %t", c.name, c.flat, c.want)
		}
	}
}
