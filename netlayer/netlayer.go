// Package netlayer says what a PE can ask of the network that joins it to the
// others, and what the network promises.
//
// The promises, which netlayer/nettest holds every carrier to:
//
//   - Messages between one pair of PEs arrive whole, once, and in the order in
//     which they were sent. Nothing is promised about messages from different
//     PEs.
//   - Nothing is too long: a message may be longer than any buffer on its way.
//   - Sending never waits. Two PEs that have filled each other's buffers both
//     go on, since what has no room stays with its sender, which can receive
//     meanwhile.
package netlayer

import "time"

// A Port is one PE's place on the network. All methods but Wake are for the
// PE's own goroutine.
type Port interface {
	PE() int
	NumPEs() int

	// Reserve returns n >= 1 bytes for a message to PE dst, which may be the
	// Port's own, to be filled before Commit: in the memory that dst will read
	// them from if there is room and nothing waits before it, else in this
	// process, where the message waits for room after Commit. What the bytes
	// hold at first is not said. There is one reservation at a time, which
	// should be short: it may be in the way of messages from other PEs.
	Reserve(dst, n int) []byte

	// ReserveMany is Reserve for one message to several PEs. dsts is read until
	// Commit or Cancel, and not changed.
	ReserveMany(dsts []int32, n int) []byte

	// Commit sends the first used bytes of what was reserved.
	Commit(used int)

	// Cancel gives back what was reserved and sends nothing.
	Cancel()

	// Recv returns the next message and who sent it; m is nil if none has
	// arrived. It is only to be read, and only until Release, which comes before
	// the next Recv. An error names the PE that has sent what can not be a
	// message; the Port is of no use after that.
	Recv() (from int, m []byte, err error)

	// Release gives up the message of the last Recv.
	Release()

	// Pending reports whether messages wait in this process for room.
	Pending() bool

	// Flush sends those for which there is room now, and reports whether any
	// still wait. The other methods do not do so by themselves, so a PE with
	// messages pending calls it now and then.
	Flush() (pending bool)

	// Wait returns when a message has arrived, Wake was called, room has
	// appeared for messages that are pending, or timeout has passed (< 0: none).
	// It may return early.
	Wait(timeout time.Duration)

	// Wake makes the present Wait return, or else the next one. Any goroutine
	// may call it, until Close.
	Wake()

	Stats() Stats
	Close() error
}

// A Keeper is a Port whose large messages can be read for as long as it takes,
// while others are received: each where its sender has written it.
type Keeper interface {
	// Keep takes the place of Release, if ok: the message of the last Recv stays
	// until giveBack is called, once, by any goroutine.
	Keep() (giveBack func(), ok bool)
}

// Stats count what has gone through a Port.
type Stats struct {
	Sent, Received           uint64 // messages; one to several PEs counts for each
	SentBytes, ReceivedBytes uint64

	Backlog, BacklogMax           int // messages pending now, and at worst
	BacklogBytes, BacklogBytesMax int

	Slept uint64 // times that Wait went to sleep
}
