package shm

import (
	"fmt"
	"os"

	"github.com/edsrzf/mmap-go"
)

// A Segment is memory shared by all processes that have opened it.
type Segment struct {
	file  *os.File
	bytes mmap.MMap
}

// Create makes a segment of size zero bytes. It fails if the machine has no
// room for it (see Room).
func Create(size int) (*Segment, error) {
	if size <= 0 {
		return nil, fmt.Errorf("shm: a segment of %d bytes is wanted, want at least 1", size)
	}
	if err := LookForRoom().Check(uint64(size)); err != nil {
		return nil, err
	}
	file, err := anonymousFile(size)
	if err != nil {
		return nil, fmt.Errorf("shm: make a segment of %d bytes: %w", size, err)
	}
	return mapped(file, size)
}

// Open maps a segment that another process has made, from its inherited file
// descriptor, which the Segment then owns. Size is what it was made with; 0
// takes it from the file.
func Open(fd uintptr, size int) (*Segment, error) {
	file := os.NewFile(fd, "shared memory")
	if file == nil {
		return nil, fmt.Errorf("shm: open segment: %d is no file descriptor", int(fd))
	}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("shm: open segment: %w", err)
	}
	// Touching a page that the file does not have is a SIGBUS, so look now.
	if size == 0 {
		size = int(info.Size())
	}
	if int64(size) > info.Size() || size <= 0 {
		file.Close()
		return nil, fmt.Errorf("shm: open segment: file descriptor %d has %d bytes, want %d", int(fd), info.Size(), size)
	}
	return mapped(file, size)
}

func mapped(file *os.File, size int) (*Segment, error) {
	bytes, err := mmap.MapRegion(file, size, mmap.RDWR, 0, 0)
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("shm: map a segment of %d bytes: %w", size, err)
	}
	return &Segment{file, bytes}, nil
}

// Bytes returns the memory. It starts at a page, and must not be touched after
// Close.
func (s *Segment) Bytes() []byte { return s.bytes }

// File returns the file behind the memory, to be inherited by a child process
// (exec.Cmd.ExtraFiles) that will Open it. It belongs to the Segment.
func (s *Segment) File() *os.File { return s.file }

// Close takes the memory from this process. It is gone when the last process
// has closed it or ended.
func (s *Segment) Close() error {
	err := s.bytes.Unmap()
	if closing := s.file.Close(); err == nil {
		err = closing
	}
	return err
}

// unlinkedFile makes a file of that size in the directory that is gone when it
// is closed.
func unlinkedFile(dir string, size int) (*os.File, error) {
	file, err := os.CreateTemp(dir, "charm-shm-*")
	if err != nil {
		return nil, err
	}
	err = os.Remove(file.Name())
	if err == nil {
		err = file.Truncate(int64(size))
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}
