package boot

import (
	"reflect"
	"testing"
)

func TestEnvSurvivesStringAndParse(t *testing.T) {
	want := Env{PE: 3, NumPEs: 16, Usable: 2, Counts: []int{3, 13}, Segment: 3, Control: 4, Status: 5, Doorbell: 6, Words: []string{"+local-copy", "+x", "a b&c=%\xff\n"}}
	got, err := ParseEnv(want.String())
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ParseEnv(%q) = %+v, %v; want %+v", want, got, err, want)
	}
}

func TestParseEnvRefuses(t *testing.T) {
	const good = "pe=0&pes=1&host=1&usable=1&segment=3&control=4&status=5&doorbell=0"
	if _, err := ParseEnv(good); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"", "pe=0", "%", good + "&pe=%zz",
		"pe=1&pes=1&host=1&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=0&pes=100000&host=100000&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=-1&pes=1&host=1&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=0&pes=1&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=0&pes=2&host=1&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=0&pes=2&host=1&host=2&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=0&pes=1&host=1&host=0&usable=1&segment=3&control=4&status=5&doorbell=0",
		"pe=0&pes=1&host=1&usable=1&segment=0&control=4&status=5&doorbell=0",
		"pe=0&pes=1&host=1&usable=1&segment=3&control=four&status=5&doorbell=0",
	} {
		if e, err := ParseEnv(bad); err == nil {
			t.Errorf("ParseEnv(%q) = %+v, want an error", bad, e)
		}
	}
}

func FuzzParseEnv(f *testing.F) {
	f.Add("pe=0&pes=1&host=1&usable=1&segment=3&control=4&status=5&doorbell=6&word=%2Bp")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseEnv(s)
		if err != nil {
			return
		}
		again, err := ParseEnv(e.String())
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Errorf("ParseEnv(%q) = %+v, but from its String %+v, %v", s, e, again, err)
		}
	})
}
