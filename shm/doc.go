// Package shm obtains memory that the processes of a host share, and lets them
// sleep on a word in it.
//
// A Segment has no name that could outlive the job: it is a memfd, which child
// processes inherit, or where there is none a file that is unlinked as soon as
// it is made. Pages that are never touched take no memory.
package shm
