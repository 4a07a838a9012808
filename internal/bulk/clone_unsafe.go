package bulk

import (
	"strings"
	"unsafe"
)

// Clone returns a copy of b, whose memory has not been cleared first.
func Clone(b []byte) []byte {
	if len(b) < CloneMin {
		return append([]byte{}, b...)
	}
	// A Builder is the way to memory that is not cleared. Nobody else has it.
	var memory strings.Builder
	memory.Grow(len(b))
	memory.WriteByte(0)
	c := unsafe.Slice(unsafe.StringData(memory.String()), len(b))
	move(c, b)
	return c
}
