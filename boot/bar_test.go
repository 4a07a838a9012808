package boot

import (
	"bytes"
	"strings"
	"testing"
)

func TestBarGrowsAndEndsItsLine(t *testing.T) {
	var out bytes.Buffer
	b := &bar{to: &sink{w: &out}}
	b.show(0, sending{0, 3_000_000})
	b.show(0, sending{0, 3_000_000}) // nothing new
	b.show(1, sending{3_000_000, 3_000_000})
	b.to.say("a note")
	b.show(0, sending{3_000_000, 3_000_000})
	want := "\rcharmrun: sending the program to 1 hosts [" + strings.Repeat(" ", 30) + "] 0.0 of 3.0 MB" +
		"\rcharmrun: sending the program to 2 hosts [" + strings.Repeat("#", 15) + strings.Repeat(" ", 15) + "] 3.0 of 6.0 MB" +
		"\ncharmrun: a note\n" +
		"\rcharmrun: sending the program to 2 hosts [" + strings.Repeat("#", 30) + "] 6.0 of 6.0 MB\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", &out, want)
	}
}
