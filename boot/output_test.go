package boot

import (
	"bytes"
	"os/exec"
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

// carried returns what a funnel makes of text that this process's child writes.
func carried(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	f, err := newFunnel(&sink{w: &b})
	if err != nil {
		t.Fatal(err)
	}
	cat := exec.Command("cat")
	cat.Stdin, cat.Stdout = strings.NewReader(text), f.w
	if err := cat.Start(); err != nil {
		t.Skip("no cat here")
	}
	f.add(cat.Process.Pid, &stream{to: f.to})
	go f.carry()
	if err := cat.Wait(); err != nil {
		t.Fatal(err)
	}
	f.finish()
	return b.String()
}

func TestFunnelCarriesEveryByte(t *testing.T) {
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
