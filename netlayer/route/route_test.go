package route

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/netlayer/inproc"
)

func TestHostsKnowTheirPEs(t *testing.T) {
	h, err := NewHosts(2, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	if h.Len() != 3 || h.NumPEs() != 6 || !slices.Equal(h.OfEach(), []int{0, 0, 1, 2, 2, 2}) {
		t.Errorf("%d hosts, %d PEs, of hosts %v", h.Len(), h.NumPEs(), h.OfEach())
	}
	for host, want := range [][2]int{{0, 2}, {2, 1}, {3, 3}} {
		if got := [2]int{h.First(host), h.PEs(host)}; got != want {
			t.Errorf("host %d: from PE %d on, %d PEs, want %v", host, got[0], got[1], want)
		}
	}
	for _, bad := range [][]int{nil, {1, 0}, {math.MaxInt32}, {1, math.MaxInt32 - 1}} {
		if _, err := NewHosts(bad...); err == nil {
			t.Errorf("hosts with %v PEs: no error", bad)
		}
	}
}

// fixture is the local network of host 1 of three, with 2 PEs.
func fixture(t *testing.T) (*Hosts, []port) {
	h, err := NewHosts(2, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	local, err := inproc.New(Places(2), inproc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var ports []port
	for _, l := range local[:2] {
		p, err := New(l, h, 1)
		if err != nil {
			t.Fatal(err)
		}
		ports = append(ports, *p.(*port))
	}
	for place := range []int{h.Out(1), h.In(1)} {
		if _, err := New(local[2+place], h, 1); err == nil {
			t.Errorf("a PE at place %d: no error", 2+place)
		}
		ports = append(ports, port{Port: local[2+place]})
	}
	return h, ports
}

// What is for other hosts goes to the way out once, however many PEs it is for;
// the rest goes straight to its PEs.
func TestMessagesFindTheirWay(t *testing.T) {
	h, ports := fixture(t)
	p, neighbour, out := &ports[0], &ports[1], ports[2]
	for _, dsts := range [][]int32{{3}, {0}, {0, 5}, {2, 3}, {5, 3, 1, 2, 0}} {
		if len(dsts) == 1 {
			copy(p.Reserve(int(dsts[0]), 9), "a message")
		} else {
			copy(p.ReserveMany(dsts, 9), "a message")
		}
		p.Cancel()
		if len(dsts) == 1 {
			copy(p.Reserve(int(dsts[0]), 20), "a message")
		} else {
			copy(p.ReserveMany(dsts, 20), "a message")
		}
		p.Commit(9)
		var reached []int32
		for _, q := range []*port{p, neighbour} {
			if from, m, err := q.Recv(); m != nil {
				if from != 2 || string(m) != "a message" || err != nil {
					t.Errorf("to %v: PE %d received %q from %d, %v", dsts, q.PE(), m, from, err)
				}
				reached = append(reached, int32(q.PE()))
				q.Release()
			}
		}
		if place, record, err := out.Port.Recv(); record != nil {
			pes, m, bad := h.TakeOut(record, reached)
			if place != 0 || string(m) != "a message" || err != nil || bad != nil {
				t.Errorf("to %v: the way out received %q from place %d, %v, %v", dsts, m, place, err, bad)
			}
			reached = pes
			out.Port.Release()
		}
		slices.Sort(reached)
		slices.Sort(dsts)
		if !slices.Equal(reached, dsts) {
			t.Errorf("to %v: reached %v", dsts, reached)
		}
		if _, record, _ := out.Port.Recv(); record != nil {
			t.Errorf("to %v: the way out received a second %q", dsts, record)
		}
	}
	if s := p.Stats(); s.Sent != 11 || s.SentBytes != 11*9 {
		t.Errorf("%+v, want 11 messages of 9 bytes sent", s)
	}
}

func TestMessagesFromOtherHostsSayFromWhom(t *testing.T) {
	_, ports := fixture(t)
	in, p := ports[3], &ports[1]
	b := in.Port.Reserve(1, InBytes+5)
	PutIn(b, 4)
	copy(b[InBytes:], "hello")
	in.Port.Commit(len(b))
	if from, m, err := p.Recv(); from != 4 || string(m) != "hello" || err != nil {
		t.Errorf("%d, %q, %v", from, m, err)
	}
	p.Release()
}

// Only the way in sends to PEs, and only with a label.
func TestBadLabelsAreErrors(t *testing.T) {
	for _, test := range []struct {
		place int
		label []byte
		want  string
	}{
		{3, []byte{1, 0, 0}, "a label of 3 bytes"},
		{3, []byte{6, 0, 0, 0, 1}, "a message from PE 6; there are PEs 0 to 5"},
		{2, []byte{0, 0, 0, 0, 1}, "from place 2, which only receives"},
	} {
		_, ports := fixture(t)
		from := ports[test.place]
		copy(from.Port.Reserve(0, len(test.label)), test.label)
		from.Port.Commit(len(test.label))
		if _, _, err := ports[0].Recv(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v from place %d: %v, want %q", test.label, test.place, err, test.want)
		}
	}
}

func FuzzTakeOut(f *testing.F) {
	h, err := NewHosts(2, 3)
	if err != nil {
		f.Fatal(err)
	}
	whole := make([]byte, outBytes(2))
	putOut(whole, []int32{0, 4})
	for n := range len(whole) + 1 {
		f.Add(whole[:n])
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		pes, m, err := h.TakeOut(record, nil)
		if err != nil {
			return
		}
		if n := binary.LittleEndian.Uint32(record); int(n) != len(pes) || n == 0 || len(record) != outBytes(len(pes))+len(m) {
			t.Errorf("%q: PEs %v and message %q", record, pes, m)
		}
		for _, pe := range pes {
			if pe < 0 || pe >= 5 {
				t.Errorf("%q: PE %d", record, pe)
			}
		}
	})
}
