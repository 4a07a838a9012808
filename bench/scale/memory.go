package main

import (
	"os"
	"strconv"
	"strings"
)

// memory is that of a process, in KiB. What several processes have in use counts
// as an equal part for each of them.
type memory struct {
	Total  float64 // in use
	Shared float64 // of that, what PEs share
	Mapped float64 // of what they share, all that could be used
}

func (m *memory) add(o memory) {
	m.Total += o.Total
	m.Shared += o.Shared
	m.Mapped += o.Mapped
}

// smaps is the list of mappings of the process that reads it.
const smaps = "/proc/self/smaps"

// processMemory reads the memory of a process from its list of mappings, as Linux
// has them. Elsewhere it is zero.
func processMemory(file string) (m memory) {
	text, err := os.ReadFile(file)
	if err != nil {
		return m
	}
	shared := false
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		switch {
		case len(words) < 2:
		case !strings.HasSuffix(words[0], ":"): // the first line of a mapping
			shared = strings.Contains(line, "/memfd:")
		case words[0] == "Pss:":
			m.Total += number(words[1])
			if shared {
				m.Shared += number(words[1])
			}
		case words[0] == "Size:" && shared:
			m.Mapped += number(words[1])
		}
	}
	return m
}

// number returns what a number of KiB is.
func number(word string) float64 {
	x, _ := strconv.ParseFloat(word, 64)
	return x
}
