// Package ringnet joins PEs by one stretch of memory that all of them can
// touch. It is what netlayer/inproc and netlayer/shmem have in common; they
// bring the memory, and a way to sleep and to wake.
//
// # The memory
//
// Each PE owns one part; this is that of one PE:
//
//	bell      32 bits  asleep while the owner waits and wants to be woken
//	starved   64 bits  1 while the owner waits for a block
//	exchange  a line, written by turns by the owner and one other PE; see
//	          exchange.go
//	wanted    bit set  the PEs that wait for room in the ring
//	readers   a line of 64 bytes for each unit of blocks: the PEs that have
//	          yet to read the block that starts at that unit
//	ring      the PE's inbox, from all PEs; see package ring
//	blocks    the PE's own memory for large messages; see heap.go
//
// # The ways of a message
//
//	up to exchangeBytes, an answer  in an exchange of the two PEs
//	up to inlineMax bytes           in the ring of its destination
//	up to the largest block         in a block of its sender; the ring carries
//	                                a reference to it
//	above                           cut into parts, each in a block, and put
//	                                together in the memory of the receiver
//	no room, or one before it waits in the memory of the sender, in a queue for
//	                                the destination (backlog.go)
//
// So the ring decides the order, in which what is in an exchange has its place,
// and only the queue may hold up a message.
//
// # Who waits for what
//
// Nothing here waits but Wait. Four things end it: a message, Wake,
// room in a ring that was full, a block that came back. For each, the one who
// causes it first makes it visible and then looks whether someone sleeps; the
// one who waits first says that it sleeps and then looks again. All of that is
// sequentially consistent, so at least one of the two sees the other.
//
//	sleeper                         waker
//	bell = asleep                   publish message | free lines | block | woken
//	(wanted, starved)               (wanted, starved) set?
//	all that it waits for? -> up    bell asleep? -> awake, wake it
//	sleep while bell = asleep
package ringnet
