package route

import (
	"encoding/binary"
	"fmt"
)

const wordBytes = 4

// outBytes is the length of the label of a message to n PEs.
func outBytes(n int) int { return (1 + n) * wordBytes }

// putOut writes the label of a message to PEs.
func putOut(b []byte, pes []int32) {
	binary.LittleEndian.PutUint32(b, uint32(len(pes)))
	for i, pe := range pes {
		binary.LittleEndian.PutUint32(b[(1+i)*wordBytes:], uint32(pe))
	}
}

// TakeOut reads the label of a message to other hosts: it appends the PEs that
// it is for to pes, and returns the message.
func (h *Hosts) TakeOut(record []byte, pes []int32) ([]int32, []byte, error) {
	if len(record) < wordBytes {
		return pes, nil, fmt.Errorf("route: a label of %d bytes", len(record))
	}
	n := binary.LittleEndian.Uint32(record)
	rest := record[wordBytes:]
	if n == 0 || uint64(n)*wordBytes > uint64(len(rest)) {
		return pes, nil, fmt.Errorf("route: a label with %d PEs in a record of %d bytes", n, len(record))
	}
	for range n {
		pe := binary.LittleEndian.Uint32(rest)
		if uint64(pe) >= uint64(h.NumPEs()) {
			return pes, nil, fmt.Errorf("route: a message to PE %d; there are PEs 0 to %d", pe, h.NumPEs()-1)
		}
		pes = append(pes, int32(pe))
		rest = rest[wordBytes:]
	}
	return pes, rest, nil
}

// InBytes is the length of the label of a message from another host.
const InBytes = wordBytes

// PutIn writes the label of a message from a PE of another host.
func PutIn(b []byte, from int) { binary.LittleEndian.PutUint32(b, uint32(from)) }

// takeIn reads it.
func (h *Hosts) takeIn(record []byte) (from int, m []byte, err error) {
	if len(record) < InBytes {
		return 0, nil, fmt.Errorf("route: a label of %d bytes", len(record))
	}
	pe := binary.LittleEndian.Uint32(record)
	if uint64(pe) >= uint64(h.NumPEs()) {
		return 0, nil, fmt.Errorf("route: a message from PE %d; there are PEs 0 to %d", pe, h.NumPEs()-1)
	}
	return int(pe), record[InBytes:], nil
}
