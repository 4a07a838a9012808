package ringnet

import "unsafe"

// bellOf returns the word of 32 bits at mem[at:], which is what a futex works
// on, to be used by the functions of sync/atomic. Its address must be a
// multiple of 4.
func bellOf(mem []byte, at int) *uint32 {
	word := mem[at : at+4] // all of it is in mem
	return (*uint32)(unsafe.Pointer(&word[0]))
}
