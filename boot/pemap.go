package boot

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// placement says which CPUs of a host its PEs are bound to.
type placement struct {
	Bind    bool  `json:",omitzero"` // at all
	CPUs    []int `json:",omitzero"` // of the PEs in turn; none: all that there are
	Exclude []int `json:",omitzero"` // these are left out
	Show    bool  `json:",omitzero"` // tell the user
}

// cpus returns the CPUs that PEs are bound to in turn, of those that the job may
// use; none if they are not bound.
func (p placement) cpus(usable []int) ([]int, error) {
	if !p.Bind {
		return nil, nil
	}
	cpus := p.CPUs
	if len(cpus) == 0 {
		cpus = usable
	}
	cpus = slices.DeleteFunc(slices.Clone(cpus), func(cpu int) bool { return slices.Contains(p.Exclude, cpu) })
	for _, cpu := range cpus {
		if !slices.Contains(usable, cpu) {
			return nil, fmt.Errorf("+pemap has CPU %d, and the job may use %s here", cpu, cpuNames(usable))
		}
	}
	if len(cpus) == 0 && len(usable) > 0 {
		return nil, fmt.Errorf("+excludecore leaves none of %s", cpuNames(usable))
	}
	return cpus, nil
}

// maxPEMap bounds the CPUs that a map names.
const maxPEMap = 1 << 16

// parsePEMap reads a list of CPUs as Charm++ writes it: numbers and spans, with
// commas between them. A span L-U:S.R+O has R CPUs in a row of each S from L to U,
// each followed by the one O after it; S and R are 1, and O is left out, unless
// given. There may be several +O.
func parsePEMap(text string) (cpus []int, err error) {
	for item := range strings.SplitSeq(text, ",") {
		more, err := parseSpan(strings.TrimPrefix(item, "L"))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", item, err)
		}
		if cpus = append(cpus, more...); len(cpus) > maxPEMap {
			return nil, fmt.Errorf("more than %d CPUs", maxPEMap)
		}
	}
	return cpus, nil
}

var errSpan = errors.New("want a CPU, or CPUs as 0-7, 0-7:2 (each second), 0-15:4.3 (three of each four), 0-3+4 (each with the fourth after it)")

func parseSpan(item string) (cpus []int, err error) {
	parts := strings.Split(item, "+")
	var offsets []int
	for _, text := range parts[1:] {
		offset, err := atLeast(text, 1)
		if err != nil {
			return nil, err
		}
		offsets = append(offsets, offset)
	}
	span, steps, hasSteps := strings.Cut(parts[0], ":")
	first, last, isSpan := strings.Cut(span, "-")
	from, err := atLeast(first, 0)
	if err != nil {
		return nil, err
	}
	to, stride, run := from, 1, 1
	if isSpan {
		if to, err = atLeast(last, from); err != nil {
			return nil, err
		}
	} else if hasSteps {
		return nil, errSpan
	}
	if hasSteps {
		each, inARow, hasRun := strings.Cut(steps, ".")
		if stride, err = atLeast(each, 1); err != nil {
			return nil, err
		}
		if hasRun {
			if run, err = atLeast(inARow, 1); err != nil || run > stride {
				return nil, errSpan
			}
		}
	}
	for start := from; start <= to; start += stride {
		for cpu := start; cpu < min(start+run, to+1); cpu++ {
			cpus = append(cpus, cpu)
			for _, offset := range offsets {
				cpus = append(cpus, cpu+offset)
			}
		}
	}
	return cpus, nil
}

// atLeast reads a number of at least so much.
func atLeast(text string, least int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > maxPEMap {
		return 0, errSpan
	}
	return n, nil
}

// cpuNames writes ascending numbers as "CPUs 0-3, 7".
func cpuNames(ns []int) string { return strings.Replace(names(ns), "PE", "CPU", 1) }
