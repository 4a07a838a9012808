package remote

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"os"
	"sync"
)

// A cargo is a program to be sent. It is read and compressed once, for all hosts
// that want it.
type cargo struct {
	hash    string
	program []byte
	squeeze func() []byte // returns it compressed
}

func load(path string) (*cargo, error) {
	program, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &cargo{hash: fmt.Sprintf("%x", sha256.Sum256(program)), program: program}
	c.squeeze = sync.OnceValue(func() []byte {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is one
		_, _ = w.Write(c.program)                       // a Buffer takes all
		_ = w.Close()
		return b.Bytes()
	})
	return c, nil
}

// hold has the cargos of a job, by the systems that they are for.
type hold struct {
	mu     sync.Mutex
	cargos map[System]func() (*cargo, error)
}

// cargo returns that for a system, which is made once.
func (h *hold) cargo(s System, binary func(System) (string, error)) (*cargo, error) {
	h.mu.Lock()
	if h.cargos == nil {
		h.cargos = map[System]func() (*cargo, error){}
	}
	once, ok := h.cargos[s]
	if !ok {
		once = sync.OnceValues(func() (*cargo, error) {
			path, err := binary(s)
			if err != nil {
				return nil, err
			}
			return load(path)
		})
		h.cargos[s] = once
	}
	h.mu.Unlock()
	return once()
}
