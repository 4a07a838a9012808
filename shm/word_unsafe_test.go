package shm

import "unsafe"

// wordOf returns the first word of a segment, which starts at a page.
func wordOf(s *Segment) *uint32 { return (*uint32)(unsafe.Pointer(&s.Bytes()[0])) }
