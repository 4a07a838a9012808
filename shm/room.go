package shm

import (
	"fmt"
	"math"
)

// A Room is how much memory a segment may take here, with what stands in the
// way of more.
type Room struct {
	Bytes uint64 // math.MaxUint64 if nothing is known to stand in the way
	Why   string // "the machine has 3.1 GiB free"; empty if nothing
}

// limit lowers the room to bytes.
func (r *Room) limit(bytes uint64, why string, args ...any) {
	if bytes < r.Bytes {
		r.Bytes, r.Why = bytes, fmt.Sprintf(why, args...)
	}
}

// Check tells what is wrong if a segment of size bytes has no room, and what
// helps.
func (r Room) Check(size uint64) error {
	if size <= r.Bytes {
		return nil
	}
	return fmt.Errorf("shm: %s of shared memory are wanted but there is room for %s: %s; use fewer PEs, smaller rings and blocks, or raise that limit",
		bytesText(size), bytesText(r.Bytes), r.Why)
}

// LookForRoom finds out how much room there is now. What it can not find out
// does not limit it.
func LookForRoom() Room {
	r := Room{Bytes: math.MaxUint64}
	// Half of what a 32-bit process can address, the most that it can hope to
	// find in one piece.
	if math.MaxInt == math.MaxInt32 {
		r.limit(1<<30, "a 32-bit process can not map more")
	}
	r.lookAtSystem()
	return r
}

// bytesText writes a number of bytes for people.
func bytesText(n uint64) string {
	const units = "KMGTPE"
	if n < 1024 {
		return fmt.Sprintf("%d bytes", n)
	}
	value, unit := float64(n)/1024, 0
	for value >= 1024 {
		value /= 1024
		unit++
	}
	return fmt.Sprintf("%.1f %ciB", value, units[unit])
}
