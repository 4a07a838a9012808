// Package boot turns one program into a job of several PEs, on this host or on
// many, and ends the job as one.
//
// A program that uses chares is one binary that plays three parts, and its
// environment tells which. Started by hand as "prog +p4" it is the launcher: it
// makes the shared memory, starts itself four times, carries the output of the
// four, and ends with one exit code. Started by a launcher it is a PE: it joins
// the shared memory and goes on. Without +p it is the only PE, and there is no
// launcher. The command charmrun is a launcher too, for any program. On several
// hosts, each has an agent, the third part, which does there what the launcher
// does on one: it has a crew of PEs.
//
// # Between launcher and PE
//
//	          segment (a memfd)     <--mapped-->   the PEs' rings
//	          control  ----orders------------->    end of file: the launcher is gone
//	launcher  status   <---reports-------------    stages, exit code, failure       PE
//	          stdout   <---bytes---------------
//	          stderr   <---bytes---------------
//
// The descriptors are inherited and named in one environment variable, see
// [Env]; control and status are pipes, a set for each PE. None
// of it has a name in a file system, so nothing can be left behind.
//
// # Between launcher and agent
//
// Package remote brings the program to a host and starts it as the agent. From
// then on the remote shell's input and output carry frames: see frame.go for
// what they look like and several.go for their order. Both ends beat, so that a
// network that is cut is found out. The agent also holds the gateway, by which
// its PEs reach those of other hosts; the launcher makes the keys and hands the
// gateways' addresses round.
//
// # The end
//
// A job ends for one cause, the first that the launcher hears of: a PE asks for
// the end with a code, reports a failure, or dies; or a signal reaches the
// launcher. All that follows from the cause (orders, patience, kills, the exit
// code and the line that tells it) is worked out by one type, course, that does
// nothing itself. If the launcher is killed, its children die with it: the
// kernel kills them (the parent-death signal), and whoever that does not reach
// reads end of file on its control pipe.
package boot
