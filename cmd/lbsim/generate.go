package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/charm4go/charm/lb"
)

// A world is made up: objects that are the points of a grid, with loads and
// neighbours.
type world struct {
	objects, pes, hosts int
	load                string
	placement           string
	dims                int // of the grid
	comm                bool
	speeds              []float64 // of the PEs, in turn
	drift               float64   // by how much loads change from step to step
	background          float64
}

// A distribution of loads, in milliseconds. Places are from 0 to 1 along each
// axis.
var distributions = map[string]func(random *rand.Rand, place []float64) float64{
	"uniform": func(random *rand.Rand, _ []float64) float64 { return 0.5 + random.Float64() },
	"normal":  func(random *rand.Rand, _ []float64) float64 { return max(0, 1+0.3*random.NormFloat64()) },
	"heavy":   func(random *rand.Rand, _ []float64) float64 { return math.Exp(random.NormFloat64()) },
	"spatial": func(random *rand.Rand, place []float64) float64 {
		var distance float64
		for _, x := range place {
			distance += (x - 0.3) * (x - 0.3)
		}
		return (0.2 + 4*math.Exp(-20*distance)) * (0.9 + 0.2*random.Float64())
	},
}

// check says what is wrong with a world.
func (w world) check() error {
	switch {
	case w.objects < 0 || w.objects > 1<<28:
		return fmt.Errorf("-objects is %d, want 0 to %d", w.objects, 1<<28)
	case w.pes < 1 || w.pes > 1<<24:
		return fmt.Errorf("-pes is %d, want 1 to %d", w.pes, 1<<24)
	case w.hosts < 1 || w.hosts > w.pes:
		return fmt.Errorf("-hosts is %d, want 1 to the number of PEs", w.hosts)
	case w.dims < 1 || w.dims > 3:
		return fmt.Errorf("-dims is %d, want 1, 2 or 3", w.dims)
	case distributions[w.load] == nil:
		return fmt.Errorf("-load is %q, want uniform, normal, heavy or spatial", w.load)
	case !slices.Contains([]string{"block", "cyclic", "random"}, w.placement):
		return fmt.Errorf("-placement is %q, want block, cyclic or random", w.placement)
	case !(w.drift >= 0 && w.drift < 100):
		return fmt.Errorf("-drift is %v, want 0 to 100", w.drift)
	case !(w.background >= 0):
		return fmt.Errorf("-background is %v, want at least 0", w.background)
	}
	return nil
}

// make makes the world.
func (w world) make(random *rand.Rand) *lb.Stats {
	s := &lb.Stats{PEs: make([]lb.PE, w.pes), Objects: make([]lb.Object, w.objects)}
	for p := range s.PEs {
		s.PEs[p] = lb.PE{
			Available:  true,
			Host:       int32(p * w.hosts / w.pes),
			Speed:      w.speeds[p%len(w.speeds)],
			Background: w.background * random.Float64() / 1000,
		}
	}
	side := max(1, int(math.Ceil(math.Pow(float64(w.objects), 1/float64(w.dims))-1e-9)))
	place := make([]float64, w.dims)
	for i := range s.Objects {
		o := &s.Objects[i]
		*o = lb.Object{ID: uint64(i), Bytes: 1000, Dims: uint8(w.dims), Migratable: true}
		rest := i
		for d := w.dims - 1; d >= 0; d-- {
			o.Index[d] = int32(rest % side)
			place[d] = (float64(rest%side) + 0.5) / float64(side)
			rest /= side
		}
		switch w.placement {
		case "block":
			o.PE = int32(i * w.pes / w.objects)
		case "cyclic":
			o.PE = int32(i % w.pes)
		case "random":
			o.PE = int32(random.IntN(w.pes))
		}
		o.Load = distributions[w.load](random, place) / 1000 / s.PEs[o.PE].Speed
		if w.comm {
			s.Edges = append(s.Edges, neighbours(s, i, side)...)
		}
	}
	return s
}

// neighbours returns the edges from an object to those before it along each axis,
// and back.
func neighbours(s *lb.Stats, i, side int) (edges []lb.Edge) {
	step := 1
	for d := int(s.Objects[i].Dims) - 1; d >= 0; d-- {
		if s.Objects[i].Index[d] > 0 {
			from, to := int32(i), int32(i-step)
			edges = append(edges, lb.Edge{From: from, To: to, Messages: 10, Bytes: 10000}, lb.Edge{From: to, To: from, Messages: 10, Bytes: 10000})
		}
		step *= side
	}
	return edges
}

// goOn carries out a plan and lets some time pass: what the next step sees.
func (w world) goOn(s *lb.Stats, p lb.Plan, random *rand.Rand) {
	s.Step++
	for i := range s.Objects {
		o := &s.Objects[i]
		o.Load *= s.PEs[o.PE].Speed / s.PEs[p.To[i]].Speed
		o.PE = p.To[i]
		o.Load *= math.Exp(w.drift * random.NormFloat64())
	}
}

// parseSpeeds takes a list such as 1,1,0.5.
func parseSpeeds(list string) (speeds []float64, err error) {
	for word := range strings.SplitSeq(list, ",") {
		x, err := strconv.ParseFloat(word, 64)
		if err != nil || !(x > 0 && x <= 1e6) {
			return nil, fmt.Errorf("-speeds has %q, want numbers above 0, commas between them", word)
		}
		speeds = append(speeds, x)
	}
	return speeds, nil
}
