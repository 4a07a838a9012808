package chare

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/charm4go/charm/wire"
)

// maxDims is the largest number of dimensions of an array.
const maxDims = 6

// An Index is the place of a chare in its collection: up to six coordinates in
// an array, the PE in a group, 0 for a single chare. It is comparable and
// serves as a map key. The zero Index has no dimensions.
type Index struct {
	n int8
	c [maxDims]int32
}

// Ix makes an Index of one to six coordinates. It panics when there are more,
// or when one does not fit 32 bits.
func Ix(coordinates ...int) Index {
	var i Index
	if len(coordinates) == 0 || len(coordinates) > maxDims {
		panic(fmt.Sprintf("chare: an index has 1 to %d coordinates, not %d", maxDims, len(coordinates)))
	}
	i.n = int8(len(coordinates))
	for d, x := range coordinates {
		if x < math.MinInt32 || x > math.MaxInt32 {
			panic(fmt.Sprintf("chare: coordinate %d does not fit 32 bits", x))
		}
		i.c[d] = int32(x)
	}
	return i
}

// Dims returns the number of dimensions.
func (i Index) Dims() int { return int(i.n) }

// X returns the first coordinate: all there is to the index of a group or a
// 1-D array.
func (i Index) X() int { return int(i.c[0]) }

// Y returns the second coordinate, 0 if there is none.
func (i Index) Y() int { return int(i.c[1]) }

// Z returns the third coordinate, 0 if there is none.
func (i Index) Z() int { return int(i.c[2]) }

// At returns coordinate d, from 0.
func (i Index) At(d int) int { return int(i.c[:i.n][d]) }

// Compare orders indices by their coordinates, the first one first.
func (i Index) Compare(j Index) int {
	for d := range i.c {
		switch {
		case i.c[d] < j.c[d]:
			return -1
		case i.c[d] > j.c[d]:
			return 1
		}
	}
	return int(i.n) - int(j.n)
}

// String returns 3 or 3,4: what stands between the brackets.
func (i Index) String() string {
	var b strings.Builder
	for d := range int(i.n) {
		if d > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(i.c[d])))
	}
	return b.String()
}

// putIndex writes an index, takeIndex reads it.
func putIndex(e *wire.Encoder, i Index) {
	e.Int8(i.n)
	for _, x := range i.c[:i.n] {
		e.Int32(x)
	}
}

func takeIndex(d *wire.Decoder) (i Index) {
	n := d.Int8()
	if n < 0 || n > maxDims {
		d.Fail(fmt.Errorf("chare: an index of %d dimensions", n))
		return Index{}
	}
	i.n = n
	for at := range i.c[:n] {
		i.c[at] = d.Int32()
	}
	return i
}

// A Shape says which indices an array has. Dims makes one.
type Shape struct {
	n      int8
	open   bool
	extent [maxDims]int32
}

// Dims is the shape of an array with the indices 0 to extent-1 in each of one
// to six dimensions. An extent may be 0: then the array is empty. It panics on
// other numbers of dimensions, negative extents, and more than 2^31-1 elements.
func Dims(extents ...int) Shape {
	i := Ix(extents...)
	s := Shape{n: i.n, extent: i.c}
	size := 1
	for _, x := range extents {
		if x < 0 {
			panic(fmt.Sprintf("chare: Dims(%v): an extent cannot be negative", i))
		}
		if x > 0 && size > math.MaxInt32/x {
			panic(fmt.Sprintf("chare: Dims(%v): more than 2^31-1 elements", i))
		}
		size *= x
	}
	return s
}

// Open is the same shape for an array that gets further elements later, by
// Insert: with indices outside the bounds.
func (s Shape) Open() Shape {
	s.open = true
	return s
}

// size is the number of elements.
func (s Shape) size() int {
	size := 1
	for _, x := range s.extent[:s.n] {
		size *= int(x)
	}
	return size
}

// slot is the position of an index in row-major order, and whether the shape
// has that index.
func (s Shape) slot(i Index) (slot int, ok bool) {
	if i.n != s.n {
		return 0, false
	}
	for d, x := range s.extent[:s.n] {
		c := i.c[d]
		if c < 0 || c >= x {
			return 0, false
		}
		slot = slot*int(x) + int(c)
	}
	return slot, true
}

// index is the inverse of slot.
func (s Shape) index(slot int) Index {
	i := Index{n: s.n}
	for d := int(s.n) - 1; d >= 0; d-- {
		i.c[d] = int32(slot % int(s.extent[d]))
		slot /= int(s.extent[d])
	}
	return i
}

// String returns 4 or 4,4.
func (s Shape) String() string { return Index{n: s.n, c: s.extent}.String() }
