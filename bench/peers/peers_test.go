package peers

import (
	"os"
	"testing"
)

// The test binary is the servers, too.
func TestMain(m *testing.M) {
	if !Serve(os.Args[1:]) {
		os.Exit(m.Run())
	}
}

// All do what they are for, more than once, and end. That they end shows that no
// message is lost.
func TestBenchesEnd(t *testing.T) {
	for name, bench := range Benches {
		for _, times := range []int{2, 2 * inFlight} {
			once, end := bench(2, 8, times)
			once()
			once()
			end()
		}
		t.Log(name)
	}
}

func TestOtherWordsAreNotForServers(t *testing.T) {
	for _, words := range [][]string{nil, {"-quick"}, {"+p2", "-job"}} {
		if Serve(words) {
			t.Errorf("%q start a server", words)
		}
	}
}
