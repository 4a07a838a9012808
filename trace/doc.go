// Package trace keeps what the PEs of a run have done, and writes it as a
// timeline: a file of Trace Event JSON, which ui.perfetto.dev and chrome://tracing
// open.
//
//	PE: Buffer --Part--> Blocks ~~~ bytes ~~~> Writer: JSON
//
// A [Buffer] keeps the newest events of a PE, 64 bytes each, without pointers, so
// that the garbage collector has nothing to look at. At the end its events
// travel as blocks, each of which can be read by itself, to the one process that
// has the file: it writes each as it comes and keeps none, so that no process ever
// holds more than its own events.
//
// # Arrows
//
// The messages from one PE to another arrive in the order in which they were
// sent. So the k-th that one PE sends is the k-th that the other receives, and
// both know it by the same [Flow] without a byte of it in the message.
package trace
