package ring

import (
	"sync/atomic"
	"unsafe"
)

// Word returns the 64-bit word at mem[at:] as an atomic. Its address must be a
// multiple of 8, which on 32-bit ARM and x86 is up to the caller.
//
// Between goroutines the Go memory model orders what was written before an
// atomic store ahead of what follows a load that sees it. Between processes
// there is no Go memory model; we rely on sync/atomic compiling to
// instructions that are sequentially consistent for all that share the memory
// (XCHG and MOV on amd64, STLR and LDAR on arm64, DMB around LDREXD on arm).
func Word(mem []byte, at int) *atomic.Uint64 {
	word := mem[at : at+8] // all of it is in mem; a look at a byte would be a race
	return (*atomic.Uint64)(unsafe.Pointer(&word[0]))
}

// aligned reports whether mem, which is not empty, starts where a ring may.
func aligned(mem []byte) bool { return uintptr(unsafe.Pointer(&mem[0]))%Align == 0 }

// Memory returns n zero bytes of the process's heap, aligned for a ring.
func Memory(n int) []byte {
	mem := make([]byte, n+Align-1)
	skip := int(-uintptr(unsafe.Pointer(&mem[0])) % Align) // the heap does not move
	return mem[skip : skip+n : skip+n]
}
