package boot

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestSinkNeverGluesLinesTogether(t *testing.T) {
	var b bytes.Buffer
	s := &sink{w: &b}
	one, two := new(stream), new(stream)
	s.write(one, "", []byte("a\nb"))
	s.write(one, "", []byte("c"))
	s.write(two, "[2] ", []byte("x\ny\n"))
	s.write(one, "", []byte("d\n"))
	s.write(two, "[2] ", []byte("z"))
	s.write(two, "[2] ", []byte("zz\nlast"))
	s.say("end")
	s.write(one, "", nil)
	want := "a\nbc\n[2] x\n[2] y\nd\n[2] zzz\n[2] last\ncharmrun: end\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

// carried returns what a stream makes of text that a PE writes and then ends.
func carried(t *testing.T, text string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	s := &stream{from: r, to: &sink{w: &b}}
	go func() {
		w.WriteString(text)
		w.Close()
	}()
	s.carry()
	return b.String()
}

func TestStreamCarriesEveryByte(t *testing.T) {
	for _, text := range []string{
		"", "\n", "no newline", "two\nlines\n",
		strings.Repeat("x", maxLine-1) + "\nshort\n",
		strings.Repeat("y", 3*maxLine) + "\nshort",
		strings.Repeat("line\n", 1<<18),
	} {
		if got := carried(t, text); got != text {
			t.Errorf("%d bytes carried of %d", len(got), len(text))
		}
	}
}

// A process that a PE leaves behind holds the write end; the stream ends all
// the same.
func TestStreamEndsWithThePEThoughThePipeIsHeld(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var b bytes.Buffer
	s := &stream{from: r, to: &sink{w: &b}}
	w.WriteString("said in time")
	s.end()
	s.carry()
	if b.String() != "said in time" {
		t.Errorf("got %q", b.String())
	}
}
