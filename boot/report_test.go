package boot

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestReportsSurviveThePipe(t *testing.T) {
	long := strings.Repeat("\x01", 2*maxFailureText)
	failure := Failure{PE: 1, Host: long, Chare: long, Entry: long, Text: long, Stack: long, Abort: true}.bounded()
	want := []report{
		{Kind: reportConnected, PID: 12, Registry: 1<<63 + 1},
		{Kind: reportExit, Code: -3},
		{Kind: reportFailure, Failure: &failure},
	}
	var pipe bytes.Buffer
	for _, r := range want {
		if err := writeReport(&pipe, r); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range want {
		if got, err := readReport(&pipe); err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("read %v, %v; want %v", got.Kind, err, r.Kind)
		}
	}
	if _, err := readReport(&pipe); err != io.EOF {
		t.Errorf("at the end: %v, want EOF", err)
	}
}

func TestOrdersToReportAreObeyed(t *testing.T) {
	var pipe bytes.Buffer
	for range 2 {
		if err := sendReport(&pipe); err != nil {
			t.Fatal(err)
		}
	}
	sendStop(&pipe, "enough")
	reports := 0
	if got := obey(&pipe, func() { reports++ }); got != "enough" || reports != 2 {
		t.Errorf("%d reports and then %q, want 2 and \"enough\"", reports, got)
	}
}

func TestReadReportRefusesWhatIsNone(t *testing.T) {
	for _, bad := range []string{
		"\xff\xff\xff\xff", "\x02\x00\x00\x00{", "\x02\x00\x00\x00{}", "\x02\x00\x00\x00[]",
		"\x12\x00\x00\x00{\"Kind\":\"failure\"}", "hello",
	} {
		if r, err := readReport(strings.NewReader(bad)); err == nil || err == io.EOF {
			t.Errorf("readReport(%q) = %+v, %v; want an error", bad, r, err)
		}
	}
}

func FuzzReadReport(f *testing.F) {
	f.Add([]byte("\x10\x00\x00\x00{\"Kind\":\"leave\"}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		in := bytes.NewReader(b)
		for {
			if _, err := readReport(in); err != nil {
				return
			}
		}
	})
}

func TestStopOrdersArriveInShort(t *testing.T) {
	for _, test := range []struct{ sent, want string }{
		{"stop", "stop"},
		{"", ""},
		{"PE 1: panic\n    main.f()", "PE 1: panic"},
		{strings.Repeat("x", 1<<20), strings.Repeat("x", maxReason)},
	} {
		var pipe bytes.Buffer
		if err := sendStop(&pipe, test.sent); err != nil {
			t.Fatal(err)
		}
		if got := obey(&pipe, nil); got != test.want {
			t.Errorf("%.20q arrives as %.20q, want %.20q", test.sent, got, test.want)
		}
	}
	for _, end := range []string{"", "stop half", "start\n"} {
		if got := obey(strings.NewReader(end), nil); got != "the launcher is gone" {
			t.Errorf("%q: %q", end, got)
		}
	}
}
