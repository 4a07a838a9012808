// Package route gives the PEs of a job on several hosts one network: those of a
// PE's own host it reaches directly, the others through the host's gateway.
//
// # Places
//
// The PEs of a job are numbered host by host. On each host they share a local
// network, in which a PE's place is its rank on the host. The gateway has the
// two places after them, since a Port is for one goroutine, and what goes out
// must not wait for what comes in:
//
//	0 ... PEs-1   the PEs of the host
//	PEs           the way out: receives what is for other hosts
//	PEs+1         the way in: sends what has come from there
//
// # Labels
//
// What goes through a gateway has a label in front of it. To the way out, it
// says to which PEs; from the way in, from which:
//
//	┌──────┬──────┬─────┬──────┬─────────        ┌──────┬─────────
//	│ PEs n│ PE 1 │ ... │ PE n │ message         │ from │ message
//	└──────┴──────┴─────┴──────┴─────────        └──────┴─────────
//	  u32    u32          u32    bytes             u32    bytes
//
// So a message to many PEs of other hosts goes to the gateway once, and from
// there once to each host. Between PEs of a host there are no labels, and
// nothing to pay for but the arithmetic of numbers and ranks.
package route
