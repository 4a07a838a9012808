package conformance

import (
	"fmt"
	"hash/crc32"
	"strings"

	"github.com/charm4go/charm/chare"
)

var sizes = []Scenario{
	{Name: "messages of all small sizes arrive", Run: smallSizes},
	{Name: "messages of sizes around all thresholds arrive", Run: thresholdSizes, Heavy: true},
	{Name: "large messages arrive", Run: largeSizes, Heavy: true},
	{Name: "large broadcasts and results arrive", Run: largeBroadcasts, Heavy: true},
	{Name: "structures of all sizes arrive", Run: structureSizes, Heavy: true},
	{Name: "messages both ways at once do not wait for each other", Run: bothWays, Heavy: true},
}

// A Scale weighs messages.
type Scale struct {
	chare.Base
	echoed int
}

// Echo returns what it gets.
func (s *Scale) Echo(b []byte) []byte { return b }

// EchoString returns what it gets.
func (s *Scale) EchoString(b string) string { return b }

// Weigh returns a sum over what it gets, of a length.
func (s *Scale) Weigh(b []byte, length int) uint32 {
	equal("length", len(b), length)
	return crc32.ChecksumIEEE(b)
}

// Floats returns what it gets.
func (s *Scale) Floats(x []float64) []float64 { return x }

// Nodes returns what it gets.
func (s *Scale) Nodes(x []Coordinate, names map[string][]int) ([]Coordinate, error) {
	for name, list := range names {
		equal("list of "+name, fmt.Sprint(len(list)), name)
	}
	return x, nil
}

// Coordinate is a structure.
type Coordinate struct {
	X, Y float32
	Tag  string
}

// Flood sends to another without waiting, and counts what comes.
func (s *Scale) Flood(to ScaleProxy, messages, bytes int) {
	for range messages {
		to.Drop(make([]byte, bytes))
	}
}

// Drop counts.
func (s *Scale) Drop(b []byte) { s.echoed += len(b) }

// Dropped waits for so many bytes.
func (s *Scale) Dropped(t *chare.Task, bytes int) {
	t.Until(func() bool { return s.echoed >= bytes })
	equal("bytes", s.echoed, bytes)
}

// pattern returns n bytes that differ from those of other lengths.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8 + n)
	}
	return b
}

// echoes sends messages of a size to a chare and back.
func echoes(t *chare.Task, s ScaleProxy, size int) {
	b := pattern(size)
	weight := s.Ret().Weigh(b, size)
	back := s.Ret().Echo(b).Get(t)
	equal(fmt.Sprintf("length of what comes back of %d bytes", size), len(back), size)
	equal(fmt.Sprintf("sum of what comes back of %d bytes", size), crc32.ChecksumIEEE(back), crc32.ChecksumIEEE(b))
	equal(fmt.Sprintf("sum of %d bytes", size), weight.Get(t), crc32.ChecksumIEEE(b))
}

// far returns a Scale on the last PE.
func far(t *chare.Task) ScaleProxy { return NewScale(t, chare.OnPE(t.NumPEs()-1)) }

func smallSizes(t *chare.Task) {
	s := far(t)
	for size := range 300 {
		echoes(t, s, size)
	}
}

func thresholdSizes(t *chare.Task) {
	s := far(t)
	// Messages have some 20 to 60 bytes more than the arguments.
	for power := 9; power <= 20; power++ {
		for size := 1<<power - 64; size <= 1<<power; size += 1 + power/14*5 {
			echoes(t, s, size)
		}
		echoes(t, s, 1<<power+1)
	}
	for power := 21; power <= 23; power++ {
		for _, less := range []int{100, 33, 20, 4, 0, -1} {
			echoes(t, s, 1<<power-less)
		}
	}
}

func largeSizes(t *chare.Task) {
	s := far(t)
	for _, size := range []int{3 << 20, 17 << 20, 64 << 20} {
		b := pattern(size)
		equal(fmt.Sprintf("sum of %d bytes", size), s.Ret().Weigh(b, size).Get(t), crc32.ChecksumIEEE(b))
	}
	text := strings.Repeat("tale ", 1<<20)
	must(s.Ret().EchoString(text).Get(t) == text, "a long string comes back as another")
}

func largeBroadcasts(t *chare.Task) {
	g, a := NewScaleGroup(t), NewScaleArray(t, chare.Dims(t.NumPEs()+2))
	for _, size := range []int{0, 1, 8000, 8192, 70_000, 1 << 20, 3<<20 + 1} {
		b := pattern(size)
		for _, many := range []ScaleProxies{g, a} {
			for i, sum := range many.Ret().Weigh(b, size).Get(t) {
				equal(fmt.Sprintf("sum of %d bytes at element %d", size, i), sum, crc32.ChecksumIEEE(b))
			}
		}
	}
	b := pattern(300_000)
	for i, back := range g.Ret().Echo(b).Get(t) {
		equal(fmt.Sprintf("sum of what comes back from PE %d", i), crc32.ChecksumIEEE(back), crc32.ChecksumIEEE(b))
	}
}

func structureSizes(t *chare.Task) {
	s := far(t)
	for _, n := range []int{0, 1, 3, 100, 1000, 5000, 100_000} {
		floats, nodes, names := make([]float64, n), make([]Coordinate, n), map[string][]int{}
		for i := range n {
			floats[i] = float64(i) / 3
			nodes[i] = Coordinate{float32(i), -float32(i), strings.Repeat("x", i%5)}
			if i < 300 {
				names[fmt.Sprint(i)] = make([]int, i)
			}
		}
		alike("floats", s.Ret().Floats(floats).Get(t), floats)
		alike("structures", s.Ret().Nodes(nodes, names).Get(t), nodes)
	}
}

func bothWays(t *chare.Task) {
	const messages = 200
	n := t.NumPEs()
	scales := NewScaleGroup(t)
	total := 0
	for _, size := range []int{5000, 60_000} { // more than the rings hold, and the blocks
		for pe := range n {
			for other := range min(n, 3) {
				scales.At(pe).Flood(scales.At((pe+other)%n), messages, size)
			}
		}
		total += min(n, 3) * messages * size
		scales.Await().Dropped(total).Get(t)
	}
}
