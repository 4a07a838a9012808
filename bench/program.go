package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A program measures: ours, or a peer.
type program func(s *session, m *measurement, w work) ([]costs, error)

// A peer does the same as a measurement by other means.
type peer struct {
	name string
	by   program
	at   func(size int) bool // the sizes that it is for; nil: all
}

// A missing is why a peer cannot be measured here.
type missing string

func (m missing) Error() string { return string(m) }

// longest is how long a program may take.
const longest = 5 * time.Minute

// output runs a command and returns what it prints.
func output(path string, words ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, path, words...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", filepath.Base(path), strings.Join(words, " "), err, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}

// measured runs a command that prints costs.
func measured(path string, words ...string) (all []costs, err error) {
	out, err := output(path, words...)
	if err != nil {
		return nil, err
	}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var c costs
		if err := d.Decode(&c); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s %s: %q are no costs: %w", filepath.Base(path), strings.Join(words, " "), out, err)
		}
		all = append(all, c)
	}
}

// job measures by chares.
func job(s *session, m *measurement, w work) ([]costs, error) {
	words := slices.Concat([]string{fmt.Sprintf("+p%d", w.pes)}, m.words, []string{jobWord})
	if !m.cold {
		return measured(s.self, append(words, w.words()...)...)
	}
	var all []costs
	for _, c := range w.cases {
		for range w.repeats {
			one := work{w.name, w.pes, 1, []sized{c}}
			found, err := measured(s.self, append(words, one.words()...)...)
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

// alone measures in one process.
func alone(s *session, m *measurement, w work) ([]costs, error) {
	return measured(s.self, append([]string{aloneWord}, w.words()...)...)
}

// own returns the program of a measurement.
func (m *measurement) own() program {
	switch {
	case m.by != nil:
		return m.by
	case m.alone != nil:
		return alone
	default:
		return job
	}
}

// another is a peer that is a measurement of ours, of the same sizes.
func another(name string, pes int) peer {
	return peer{name: name, by: func(s *session, _ *measurement, w work) ([]costs, error) {
		w.name, w.pes = name, pes
		m := find(s.all, w)
		for i, c := range w.cases {
			w.cases[i].times = s.timesFor(m, c.size)
		}
		return m.own()(s, m, w)
	}}
}

// inGo is a peer that is a bench of package peers.
func inGo(name, bench string, at ...func(size int) bool) peer {
	p := peer{name: name, by: func(s *session, m *measurement, w work) ([]costs, error) {
		w.name = bench
		return alone(s, m, w)
	}}
	if len(at) > 0 {
		p.at = at[0]
	}
	return p
}

// only and from are sizes that a peer is for.
func only(size int) func(int) bool { return func(n int) bool { return n == size } }
func from(size int) func(int) bool { return func(n int) bool { return n >= size } }

// command times a command from its start to its end.
func command(line func(s *session, pes int) ([]string, error)) program {
	return func(s *session, m *measurement, w work) ([]costs, error) {
		words, err := line(s, w.pes)
		if err != nil {
			return nil, err
		}
		found := costs{Size: w.cases[0].size}
		for i := range w.repeats + 1 {
			start := time.Now()
			if _, err := output(words[0], words[1:]...); err != nil {
				return nil, err
			}
			if i > 0 { // the first one warms up
				found.Costs = append(found.Costs, since(start)/1e6)
			}
		}
		return []costs{found}, nil
	}
}

// built returns the path of a file in the session's folder, which build makes if
// it is not there.
func (s *session) built(name string, build func(path string) error) (string, error) {
	path := filepath.Join(s.folder, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	return path, build(path)
}
