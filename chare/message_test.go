package chare

import "testing"

func TestHeadersComeBack(t *testing.T) {
	for _, want := range []header{
		{kind: kindCall, entry: 0xffff, slot: 1<<32 - 1, coll: 1<<64 - 1},
		{kind: kindCast, entry: 3, slot: 7, coll: 5<<32 | 9, reply: reply{mode: replyEnd, pe: 1<<31 - 1, id: 1<<64 - 1}},
		{kind: kindFuture, reply: reply{mode: replyResult, id: 1}},
		{kind: kindExit},
	} {
		m := append(want.append([]byte("before")), "after"...)[len("before"):]
		if len(m) != want.size()+len("after") {
			t.Errorf("%+v takes %d bytes, want %d", want, len(m)-len("after"), want.size())
		}
		var got header
		rest, err := got.parse(m)
		if err != nil || got != want || string(rest) != "after" {
			t.Errorf("got %+v, %q, %v, want %+v", got, rest, err, want)
		}
	}
}

func TestShortHeadersAreErrors(t *testing.T) {
	long := header{kind: kindCast, reply: reply{mode: replyEnd}}
	for _, h := range []header{{kind: kindCall}, long} {
		m := h.append(nil)
		for n := range m {
			var got header
			if _, err := got.parse(m[:n]); err == nil {
				t.Errorf("%d of %d bytes make a header", n, len(m))
			}
		}
	}
	m := long.append(nil)
	m[1] = 77
	var got header
	if _, err := got.parse(m); err == nil {
		t.Error("a reply of mode 77 makes a header")
	}
}
