package nodelist

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Slurm returns the hosts of a list as Slurm writes it, such as
// "node[1-3,07],login", and the tasks on each, such as "2(x3),1"; tasks may be
// empty.
func Slurm(list, tasks string) ([]Host, error) {
	names, err := expand(list)
	if err != nil {
		return nil, err
	}
	hosts := make([]Host, len(names))
	for i, name := range names {
		hosts[i].Name = name
	}
	if tasks != "" {
		counts, err := repeats(tasks, len(hosts))
		if err != nil {
			return nil, fmt.Errorf("tasks per node %q: %w", tasks, err)
		}
		for i, n := range counts {
			hosts[i].CPUs = n
		}
	}
	return checked(hosts)
}

// expand writes out a compact list of names.
func expand(list string) ([]string, error) {
	var names []string
	for _, item := range splitOutside(list) {
		more, err := expandItem(item)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", item, err)
		}
		if names = append(names, more...); len(names) > maxHosts {
			return nil, fmt.Errorf("more than %d hosts", maxHosts)
		}
	}
	return names, nil
}

// splitOutside cuts a list at its commas outside of brackets.
func splitOutside(list string) (items []string) {
	depth, begin := 0, 0
	for i, c := range list {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == ',' && depth == 0:
			items = append(items, list[begin:i])
			begin = i + 1
		}
	}
	return append(items, list[begin:])
}

// expandItem writes out the brackets of one item, from the left.
func expandItem(item string) ([]string, error) {
	head, rest, ok := strings.Cut(item, "[")
	if !ok {
		if item == "" || strings.ContainsAny(item, "] \t\n") {
			return nil, errors.New("want the name of a host")
		}
		return []string{item}, nil
	}
	inside, tail, ok := strings.Cut(rest, "]")
	if !ok {
		return nil, errors.New("a bracket is not closed")
	}
	tails := []string{""}
	var err error
	if tail != "" {
		if tails, err = expandItem(tail); err != nil {
			return nil, err
		}
	}
	var names []string
	for span := range strings.SplitSeq(inside, ",") {
		numbers, err := expandSpan(span)
		if err != nil {
			return nil, err
		}
		if len(names)+len(numbers)*len(tails) > maxHosts {
			return nil, fmt.Errorf("more than %d hosts", maxHosts)
		}
		for _, n := range numbers {
			for _, t := range tails {
				names = append(names, head+n+t)
			}
		}
	}
	return names, nil
}

// expandSpan writes out "7" or "07-10"; numbers are as wide as the first.
func expandSpan(span string) ([]string, error) {
	from, to, ranged := strings.Cut(span, "-")
	if !ranged {
		to = from
	}
	first, err1 := strconv.ParseUint(from, 10, 32)
	last, err2 := strconv.ParseUint(to, 10, 32)
	if err1 != nil || err2 != nil || last < first {
		return nil, fmt.Errorf("%q in brackets; want a number, or two joined by a dash", span)
	}
	if last-first >= maxHosts {
		return nil, fmt.Errorf("more than %d hosts", maxHosts)
	}
	var numbers []string
	for n := first; n <= last; n++ {
		numbers = append(numbers, fmt.Sprintf("%0*d", len(from), n))
	}
	return numbers, nil
}

// repeats writes out "2(x3),1" as 2, 2, 2, 1, which are to be n numbers.
func repeats(text string, n int) ([]int, error) {
	var counts []int
	for item := range strings.SplitSeq(text, ",") {
		number, times, repeated := strings.Cut(item, "(x")
		count, err := strconv.Atoi(number)
		if err != nil || count < 1 {
			return nil, fmt.Errorf("%q; want a number of at least 1", item)
		}
		t := 1
		if repeated {
			if t, err = strconv.Atoi(strings.TrimSuffix(times, ")")); err != nil || t < 1 || t > n {
				return nil, fmt.Errorf("%q; want a number from 1 to %d in (x…)", item, n)
			}
		}
		for range t {
			counts = append(counts, count)
		}
	}
	if len(counts) != n {
		return nil, fmt.Errorf("%d numbers for %d hosts", len(counts), n)
	}
	return counts, nil
}
