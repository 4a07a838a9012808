package boot

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"testing"
)

func TestFramesTravel(t *testing.T) {
	var b []byte
	want := []frame{
		{frameBeat, []byte{}},
		{frameOut, []byte("a line\nand more\x00\xff")},
		{frameErr, bytes.Repeat([]byte{'\n'}, 100_000)},
	}
	for _, f := range want {
		b = appendFrame(b, f.kind, f.body)
	}
	for r := bytes.NewReader(b); ; {
		f, err := readFrame(r)
		if err == io.EOF && len(want) == 0 {
			break
		}
		if err != nil || !reflect.DeepEqual(f, want[0]) {
			t.Fatalf("read %v, %v; want %v", f, err, want[0])
		}
		want = want[1:]
	}
	for cut := 1; cut < 20; cut++ {
		if _, err := readFrame(bytes.NewReader(b[6:][:cut])); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut after %d bytes: %v, want %v", cut, err, io.ErrUnexpectedEOF)
		}
	}
}

// FuzzFrames: what either end reads from the other may be anything. It is
// refused or understood, and costs no more memory than it says.
func FuzzFrames(f *testing.F) {
	f.Add(appendFrame(nil, frameStarted, []byte(`{"PE":0,"PID":7}`)))
	f.Add(appendFrame(nil, frameReport, []byte(`{"PE":1,"Report":{"Kind":"failure"}}`)))
	f.Add(appendFrame(nil, frameDied, []byte(`{"PE":2,"Signal":9}`)))
	f.Add(appendFrame(nil, frameHello, []byte(`{"Protocol":1}`)))
	f.Add(appendFrame(nil, frameOutGot, []byte("abcd")))
	f.Add(appendFrame(nil, frameIn, nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := newLauncher(Job{Hosts: []Host{{Name: "a"}, {Name: "b"}}, Stdout: io.Discard, Stderr: io.Discard}, nil)
		defer l.thread.close()
		l.course.deal([]int{1, 2})
		l.course.arrive(1, greeted)
		l.course.greet(0, greeting{Protocol: protocol})
		go func() {
			for event := range l.events {
				event()
			}
		}()
		defer close(l.events)
		a, host := newAgent(io.Discard, 1), newAway(l, 0, l.job.Hosts[0])
		defer a.box.close()
		for r := bytes.NewReader(b); ; {
			f, err := readFrame(r)
			if err != nil {
				return
			}
			if again := appendFrame(nil, f.kind, f.body); !bytes.Contains(b, again) {
				t.Fatalf("%q was not there", again)
			}
			// Those that begin something, other tests send.
			if f.kind != frameAssign && f.kind != frameEnd && f.kind != framePeers {
				_ = a.obey(f)
			}
			if f.kind != frameListening {
				_ = host.heard(f)
			}
		}
	})
}
