package boot

import (
	"fmt"
	"net/url"
	"strconv"
)

// envName is the environment variable that makes a process a PE. [Begin]
// removes it, so that programs started by a PE are not taken for PEs.
const envName = "CHARM_PE"

// maxPEs bounds the number of PEs of one host. It keeps a slip such as
// +p40000000 from being tried.
const maxPEs = 4096

// An Env is what a launcher tells a PE, in one environment variable.
type Env struct {
	PE     int // this one
	NumPEs int
	Usable int // CPUs that this job may use

	// Descriptors the PE has inherited.
	Segment int // shared memory
	Control int // orders, read end
	Status  int // reports, write end

	// Words are the options that PEs read, as they stood on the command line.
	Words []string
}

// String returns what [ParseEnv] reads.
func (e Env) String() string {
	v := url.Values{}
	for _, f := range e.fields() {
		v.Set(f.name, strconv.Itoa(*f.value))
	}
	for _, w := range e.Words {
		v.Add("word", w)
	}
	return v.Encode()
}

// ParseEnv reads what [Env.String] wrote.
func ParseEnv(s string) (Env, error) {
	var e Env
	v, err := url.ParseQuery(s)
	if err != nil {
		return Env{}, fmt.Errorf("boot: %s=%q: %w", envName, s, err)
	}
	for _, f := range e.fields() {
		n, err := strconv.Atoi(v.Get(f.name))
		if err != nil || n < f.least {
			return Env{}, fmt.Errorf("boot: %s=%q: %s is %q, want a number of at least %d", envName, s, f.name, v.Get(f.name), f.least)
		}
		*f.value = n
	}
	if e.NumPEs > maxPEs || e.PE >= e.NumPEs {
		return Env{}, fmt.Errorf("boot: %s=%q: PE %d of %d, want less than the number of PEs and that at most %d",
			envName, s, e.PE, e.NumPEs, maxPEs)
	}
	e.Words = v["word"]
	return e, nil
}

type envField struct {
	name  string
	value *int
	least int
}

// fields lists the numbers of e. Descriptors 0 to 2 are the standard ones,
// never ours.
func (e *Env) fields() []envField {
	return []envField{
		{"pe", &e.PE, 0},
		{"pes", &e.NumPEs, 1},
		{"usable", &e.Usable, 1},
		{"segment", &e.Segment, 3},
		{"control", &e.Control, 3},
		{"status", &e.Status, 3},
	}
}
