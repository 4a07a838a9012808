package pool

import "unsafe"

// identity tells functions apart: it is where the value of a function stands in
// memory. That of a declared function is in the program's text, one for all
// uses of it; that of a literal with variables is made anew each time. F is a
// type of functions, whose values are single pointers.
func identity[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// code returns the address of a function's code: the first word of its value.
func code[F any](f F) uintptr { return **(**uintptr)(unsafe.Pointer(&f)) }
