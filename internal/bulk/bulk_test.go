package bulk_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/charm4go/charm/internal/bulk"
)

// sizes are around those where something changes.
var sizes = []int{0, 1, 63, bulk.CloneMin - 1, bulk.CloneMin, bulk.CloneMin + 1, 128<<10 - 1, 128 << 10, 256<<10 - 1, 256 << 10, 256<<10 + 1, 1<<20 + 3}

// random returns n bytes, of which no two parts are alike.
func random(n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// All bytes arrive, wherever within a line they come from and go to, and nothing
// beside them is touched.
func TestCopy(t *testing.T) {
	for _, n := range sizes {
		for _, from := range []int{0, 1, 31, 64} {
			for _, to := range []int{0, 8, 33, 63} {
				src := random(n + from)[from:]
				const beside = 0xa5
				room := bytes.Repeat([]byte{beside}, to+n+64)
				if got := bulk.Copy(room[to:to+n], src); got != n {
					t.Fatalf("%d bytes from %d to %d: Copy returned %d", n, from, to, got)
				}
				if !bytes.Equal(room[to:to+n], src) {
					t.Fatalf("%d bytes from %d to %d: others arrived", n, from, to)
				}
				if bytes.Count(room[:to], []byte{beside}) != to || bytes.Count(room[to+n:], []byte{beside}) != 64 {
					t.Fatalf("%d bytes from %d to %d: bytes beside them were written", n, from, to)
				}
			}
		}
	}
}

// As much as has room is copied, like copy.
func TestCopyOfDifferentLengths(t *testing.T) {
	src := random(3 * 128 << 10)
	dst := make([]byte, 2*128<<10)
	if n := bulk.Copy(dst, src); n != len(dst) || !bytes.Equal(dst, src[:n]) {
		t.Errorf("Copy into less room: %d bytes of %d", n, len(dst))
	}
	dst = make([]byte, 4*128<<10)
	if n := bulk.Copy(dst, src); n != len(src) || !bytes.Equal(dst[:n], src) {
		t.Errorf("Copy into more room: %d bytes of %d", n, len(src))
	}
}

// Append uses the room that there is, and else keeps what it appends to.
func TestAppend(t *testing.T) {
	for _, n := range sizes {
		src := random(n)
		before := []byte("what is there")
		want := append(bytes.Clone(before), src...)
		roomy := append(make([]byte, 0, len(want)), before...)
		if got := bulk.Append(roomy, src); !bytes.Equal(got, want) {
			t.Errorf("%d bytes with room: wrong bytes", n)
		} else if &got[0] != &roomy[0] {
			t.Errorf("%d bytes with room: in other memory", n)
		}
		if got := bulk.Append(before[:len(before):len(before)], src); !bytes.Equal(got, want) {
			t.Errorf("%d bytes without room: wrong bytes", n)
		}
	}
}

func TestClone(t *testing.T) {
	for _, n := range sizes {
		src := random(n)
		got := bulk.Clone(src)
		if got == nil || !bytes.Equal(got, src) || len(got) != n {
			t.Fatalf("%d bytes: wrong bytes", n)
		}
		for i := range got {
			got[i] = ^got[i]
		}
		if !bytes.Equal(src, random(n)) {
			t.Fatalf("%d bytes: the clone shares memory with what it is of", n)
		}
	}
}

// Both in the caches, which is what Copy is not for.
func BenchmarkCopy(b *testing.B) {
	for _, n := range []int{2 << 10, 16 << 10, 256 << 10, 4 << 20} {
		src, dst := random(n), make([]byte, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(n))
			for b.Loop() {
				bulk.Copy(dst, src)
			}
		})
		b.Run(fmt.Sprint(n, "/copy"), func(b *testing.B) {
			b.SetBytes(int64(n))
			for b.Loop() {
				copy(dst, src)
			}
		})
	}
}
