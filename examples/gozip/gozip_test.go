package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/iotest"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/chare/charetest"
)

// text is n bytes with something to compress.
func text(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		n := uint(i)
		b[i] = "charm"[n*n%(n%7+1)%5] + byte(n>>12)
	}
	return b
}

// restores returns a program that compresses and restores data of a size.
func restores(t *testing.T, size int) func(*chare.Task) {
	return func(ct *chare.Task) {
		var out bytes.Buffer
		want := text(size)
		if read, written := gozip(ct, &out, bytes.NewReader(want), 1000); read != nil || written != nil {
			t.Errorf("%v, %v", read, written)
		}
		r, err := gzip.NewReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes come back as %d, %v", len(want), len(got), err)
		}
		ct.Exit(0)
	}
}

func TestRestores(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 16} {
		for _, size := range []int{0, 1, 999, 1000, 1001, 30_000} {
			charetest.Run(t, n, restores(t, size))
		}
	}
}

func TestRestoresUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 20, restores(t, 12_345)) }

func TestGunzipRestoresTheFile(t *testing.T) {
	gunzip, err := exec.LookPath("gunzip")
	if err != nil {
		t.Skip("no gunzip here to restore with")
	}
	name := filepath.Join(t.TempDir(), "file")
	want := text(300_000)
	if err := os.WriteFile(name, want, 0o600); err != nil {
		t.Fatal(err)
	}
	charetest.Run(t, 4, func(ct *chare.Task) {
		if err := gozipFile(ct, name, 64<<10); err != nil {
			t.Error(err)
		}
		ct.Exit(0)
	})
	if got, err := exec.Command(gunzip, "-c", name+".gz").Output(); err != nil || !bytes.Equal(got, want) {
		t.Errorf("gunzip makes %d bytes of %d: %v", len(got), len(want), err)
	}
}

func TestErrorsOfReadingAndWritingComeBack(t *testing.T) {
	charetest.Run(t, 2, func(ct *chare.Task) {
		bad := errors.New("bad")
		if read, _ := gozip(ct, io.Discard, iotest.ErrReader(bad), 10); read != bad {
			t.Errorf("reading fails with %v", read)
		}
		if _, written := gozip(ct, badWriter{bad}, bytes.NewReader(text(100)), 10); written != bad {
			t.Errorf("writing fails with %v", written)
		}
		ct.Exit(0)
	})
}

type badWriter struct{ err error }

func (w badWriter) Write([]byte) (int, error) { return 0, w.err }
