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
	Usable int   // CPUs of this host that this job may use
	Counts []int // PEs of each host, which are numbered host by host

	// Descriptors the PE has inherited.
	Segment  int // shared memory
	Control  int // orders, read end
	Status   int // reports, write end
	Doorbell int // wakes the gateway; 0 if there is none

	// Words are the options that PEs read, as they stood on the command line.
	Words []string
}

// String returns what [ParseEnv] reads.
func (e Env) String() string {
	v := url.Values{}
	for _, f := range e.fields() {
		v.Set(f.name, strconv.Itoa(*f.value))
	}
	for _, n := range e.Counts {
		v.Add("host", strconv.Itoa(n))
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
	left := e.NumPEs
	for _, text := range v["host"] {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > left {
			return Env{}, fmt.Errorf("boot: %s=%q: a host with %q PEs, want from 1 to %d", envName, s, text, left)
		}
		left -= n
		e.Counts = append(e.Counts, n)
	}
	if left != 0 {
		return Env{}, fmt.Errorf("boot: %s=%q: %d PEs are on no host", envName, s, left)
	}
	e.Words = v["word"]
	return e, nil
}

// hosts returns the host of each PE, or nil if there is but one.
func (e Env) hosts() (of []int) {
	if len(e.Counts) == 1 {
		return nil
	}
	for h, n := range e.Counts {
		for range n {
			of = append(of, h)
		}
	}
	return of
}

// here returns how many PEs are on the host of this one.
func (e Env) here() int {
	first := 0
	for _, n := range e.Counts {
		if first += n; e.PE < first {
			return n
		}
	}
	panic("boot: a PE on no host")
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
		{"doorbell", &e.Doorbell, 0},
	}
}
