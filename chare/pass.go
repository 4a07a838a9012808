package chare

import (
	"encoding/binary"
	"fmt"
)

// This file keeps the messages of each PE to an element in order where the
// element comes back to a PE that it has left. Messages that this PE has passed
// on behind it may still be under way, on the way that the element has gone,
// while newer ones find it here at once:
//
//	sender ── 1 ──> PE A (it has left) ── 1 ──> PE B (it has left, for A) ── 1 ──> PE A
//	sender ── 2 ──> PE A (it is back)
//
// So what is passed on says how often the element had moved when it left the PE
// that did so. That number grows along the way, since the element went there
// before. If this PE has passed something on, it sends a flush the same way when
// the element is back, and until that has arrived keeps what comes, but for what
// was passed on by PEs that the element has been on since.

// A departure is what this PE knows of an element's last leave of it.
type departure struct {
	epoch  uint32 // how often it had moved then
	passed bool   // messages have been sent on behind it
}

// passedBytes follow a message that is passed on: the epoch, and its own kind.
const passedBytes = 5

// pass sends a message on behind an element that has left this PE, or was made
// elsewhere, and that says so already if it was passed on before.
func (c *collection) pass(loc *location, m []byte, passed uint32) {
	k := c.k
	r := c.routing()
	d := r.left[loc]
	if !d.passed {
		d.passed = true
		r.left[loc] = d
	}
	n := len(m)
	buf := k.port.Reserve(int(loc.next), n+passedBytes)
	copy(buf, m)
	buf[0] = byte(kindPassed)
	binary.LittleEndian.PutUint32(buf[n:], max(d.epoch, passed))
	buf[n+4] = m[0]
	k.port.Commit(n + passedBytes)
	k.sent++
}

// handlePassed takes a message that was passed on.
func (k *kernel) handlePassed(from int, m []byte) {
	n := len(m) - passedBytes
	if n < headerBytes || kind(m[n+4]) >= kindPassed {
		k.release()
		k.bad(from, fmt.Errorf("a message that was passed on, of %d bytes", n))
		return
	}
	epoch := binary.LittleEndian.Uint32(m[n:])
	m[0] = m[n+4]
	m = m[:n]
	var h header
	rest, err := h.parse(m)
	if err != nil {
		k.release()
		k.bad(from, err)
		return
	}
	k.passed = epoch
	k.dispatch(from, &h, rest, m)
	k.passed = 0
}

// isNew reports whether a message for an element that has come back may be newer
// than some that are still on their way behind it.
func (r *routes) isNew(loc *location, passed uint32) bool {
	d := r.left[loc]
	return d.passed && passed < d.epoch
}
