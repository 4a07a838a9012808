package peers

import (
	"io"
	"os"
	"os/exec"

	"github.com/charm4go/charm/ring"
	"github.com/charm4go/charm/shm"
)

// lineWord makes a process the other one that bounces a line.
const lineWord = "-line"

// A line is a cache line that two processes share. Both spin on the one word.
const (
	lineMemory = 4096
	lineEnd    = ^uint64(0)
)

// lineOneWay has two processes wait for each other on one line of their memory,
// and do nothing else; times counts both ways.
func lineOneWay(_, _, times int) (once, end func()) {
	segment := must(shm.Create(lineMemory))
	word := ring.Word(segment.Bytes(), 0)
	other := exec.Command(must(os.Executable()), lineWord)
	other.ExtraFiles = []*os.File{segment.File()}
	other.Stderr = os.Stderr
	alive := must(other.StdinPipe())
	check(other.Start())
	turn := uint64(0) // even: ours
	return func() {
			for range times / 2 {
				turn++
				word.Store(turn)
				turn++
				for word.Load() != turn {
				}
			}
		}, func() {
			word.Store(lineEnd)
			alive.Close()
			other.Wait()
			segment.Close()
		}
}

// serveLine answers until it is told to end, or the first process has.
func serveLine([]string) {
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	segment := must(shm.Open(3, lineMemory))
	word := ring.Word(segment.Bytes(), 0)
	for turn := uint64(1); ; turn += 2 {
		for now := word.Load(); now != turn; now = word.Load() {
			if now == lineEnd {
				return
			}
		}
		word.Store(turn + 1)
	}
}
