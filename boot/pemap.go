package boot

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charm4go/charm/internal/topology"
)

// placement says how many PEs a host gets by its CPUs, and which of them each is
// bound to.
type placement struct {
	Provision provision `json:",omitzero"` // how many
	Bind      bool      `json:",omitzero"` // at all
	CPUs      []int     `json:",omitzero"` // of the PEs in turn; none: all that there are
	Exclude   []int     `json:",omitzero"` // these are left out
	Show      bool      `json:",omitzero"` // tell the user
}

// cpus returns the CPUs that PEs are bound to in turn, of those that the job may
// use; none if they are not bound.
func (p placement) cpus(usable topology.Machine) (of [][]int, err error) {
	if !p.Bind {
		return nil, nil
	}
	left := usable.Without(p.Exclude)
	if len(p.CPUs) > 0 {
		of, err = p.mapped(usable.CPUs())
	} else {
		of = p.Provision.deal(left)
	}
	if err == nil && len(of) == 0 && len(usable) > 0 {
		err = fmt.Errorf("+excludecore leaves none of %s", cpuNames(usable.CPUs()))
	}
	return of, err
}

// mapped returns the CPUs of +pemap.
func (p placement) mapped(usable []int) (of [][]int, err error) {
	for _, cpu := range p.CPUs {
		switch {
		case slices.Contains(p.Exclude, cpu):
		case !slices.Contains(usable, cpu):
			return nil, fmt.Errorf("+pemap has CPU %d, and the job may use %s here", cpu, cpuNames(usable))
		default:
			of = append(of, []int{cpu})
		}
	}
	return of, nil
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
