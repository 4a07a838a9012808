package ring

import (
	"fmt"
	"sync/atomic"
)

const (
	lineBytes   = 64
	headerBytes = 8

	// Two lines lie between words with different writers, since processors
	// fetch the neighbour of a line along with it.
	tailAt = 0
	headAt = 2 * lineBytes
	dataAt = 4 * lineBytes

	minData = 1024
	maxData = 1 << 30

	// A record may take up this part of the data at most. With a pad before it
	// that is as large, and the part that the consumer holds back (see
	// Consumer.giveUp), it always fits into a ring that is drained.
	recordPart = 4
	heldPart   = 8

	// Where the consumer keeps up, producers use so much of the data over and over;
	// see Producer.startsOver.
	usualBytes = 64 << 10
	heldMax    = usualBytes / 8
)

// Align is what the address of a ring's memory must be a multiple of.
const Align = lineBytes

// Size returns how much memory a ring takes whose data is dataBytes long.
func Size(dataBytes int) int { return dataAt + dataBytes }

// Max returns the length of the longest record in a ring whose data is
// dataBytes long.
func Max(dataBytes int) int { return dataBytes/recordPart - headerBytes }

// CheckData tells what is wrong with a size for the data of a ring.
func CheckData(dataBytes int) error {
	if dataBytes < minData || dataBytes > maxData || dataBytes&(dataBytes-1) != 0 {
		return fmt.Errorf("ring: the data is %d bytes, want a power of two from %d to %d", dataBytes, minData, maxData)
	}
	return nil
}

// A Kind says what a record holds. The consumer is told what the producer said;
// the ring itself only knows that the values below are not for use.
type Kind uint8

const (
	none Kind = 0   // not published yet
	skip Kind = 254 // nothing in it, and nothing was written behind its header
	pad  Kind = 255 // nothing in it
)

// MaxSender is the largest number that a producer can have.
const MaxSender = 1<<24 - 1

func header(sender int, kind Kind, length int) uint64 {
	return uint64(sender)<<40 | uint64(kind)<<32 | uint64(length)
}

func senderOf(header uint64) int { return int(header >> 40) }
func kindOf(header uint64) Kind  { return Kind(header >> 32) }

// lengthOf is not yet an int: it may be anything, and an int may have 32 bits.
func lengthOf(header uint64) uint64 { return header & (1<<32 - 1) }

// extentOf returns how many bytes of the ring a record takes that holds length
// bytes.
func extentOf(length int) int {
	return (headerBytes + length + lineBytes - 1) &^ (lineBytes - 1)
}

// carve returns the parts of a ring's memory.
func carve(mem []byte) (tail, head *atomic.Uint64, data []byte, err error) {
	if err := CheckData(len(mem) - dataAt); err != nil {
		return nil, nil, nil, err
	}
	if !aligned(mem) {
		return nil, nil, nil, fmt.Errorf("ring: the memory does not start at a multiple of %d", Align)
	}
	return Word(mem, tailAt), Word(mem, headAt), mem[dataAt:], nil
}

// index returns where in data a position is. It clears the low bits too, which
// are always zero unless something has written over the ring's words.
func index(data []byte, position uint64) int {
	return int(position & uint64(len(data)-1) &^ (lineBytes - 1))
}
