//go:build !linux

package main

// maxrssUnit is what Rusage.Maxrss counts in.
const maxrssUnit = 1
