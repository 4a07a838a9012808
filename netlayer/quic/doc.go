// Package quic joins the hosts of a job: a gateway on each, and one connection of
// QUIC between any two.
//
// # A message's way
//
//	PE ──ring──> way out ──lane──────────────────────> lane ──way in──ring──> PE
//	               │                                    ^ │
//	               └─place in a lane, bytes on a bulk───┘ └ held, if they are not there yet
//
// The way out is one goroutine: it takes what the PEs of its host send, in the
// order in which it is in the ring, and gives it to the streams. At the other end
// each stream has a reader, which writes messages into the rings of PEs. A
// message to many PEs crosses once for each host; there it is written once
// for all its PEs.
//
// # Who sleeps when
//
// To wake a processor up may take longer than a message takes from host to host.
// So where the PEs leave a processor to it, a gateway looks for the next message
// before it sleeps, in its ring and in its socket by turns, and lets others have
// the processor between two looks. It does so for as long as it has paid of late,
// and not at all for a while where others compute on that processor.
//
// # Order
//
// The messages of one PE to the PEs of one host all go through one lane, and
// the readers of lanes deliver in order; so the messages between two PEs are in
// order. A message of more than 32 KiB would hold up those behind it. So its
// lane has only a reference, and its bytes go on another stream, a bulk. The
// reader of the lane goes on past the reference, and holds what comes
// between the same two PEs until the bytes are there. Nobody else waits. What is
// to be done is thus known to the receiver alone, and costs the sender nothing
// and short messages one look at an empty table.
//
// # Batches
//
// Messages that are in the ring together go into one write. When the ring is
// empty, what has been collected is written at once: nobody waits for more to
// come. While a stream does not take any more, its frames are collected, up to a
// limit.
//
// # Who waits for what
//
// PEs never wait to send; what finds no room stays with them. The way out waits
// for streams, a stream for its reader, readers for rings, and rings for PEs,
// which always receive. That row has no circle, since the way out and the way in
// have nothing in common: not the goroutine, not the Port, and not the window of
// a connection, which is as wide as those of its streams together. The two ends
// of a large message wait for each other only in the order of sending; see
// readBulk. What waits takes no more memory than limits say, and what comes
// after that stays with its sender. The price is that a host that does not
// receive for long holds up the messages of others to all hosts, once the limits
// are reached.
//
// # Who gets in
//
// The launcher makes an authority for each job, and keys for each host; they
// prove in both directions of TLS 1.3 which host of which job one is. Then
// hellos are compared, so that two hosts with different programs say so before
// anything else. Strangers are refused and counted, take little memory before
// that, and none once all hosts are there.
//
// A connection that is lost is not made again: messages would be lost with it.
// The job ends, within 5 s, and says between which hosts.
package quic
