package ring

import (
	"errors"
	"fmt"
	"testing"
)

// FuzzRing does what the bytes say to a ring with two producers, and the same to
// a model: a list of records in the order in which their space was claimed.
func FuzzRing(f *testing.F) {
	f.Add([]byte{0, 10, 4, 2, 4})                         // one record
	f.Add([]byte{0, 200, 1, 100, 6, 50, 2, 4, 3, 4, 255}) // two producers, used in part
	f.Add([]byte("reserve as much as there is, then take it"))
	f.Fuzz(func(t *testing.T, script []byte) {
		type record struct {
			sender    int
			text      string
			published bool // committed or cancelled
			cancelled bool
		}
		p, c, mem := newRing(t, 1024)
		producers := []*Producer{p, newProducer(t, mem, 8)}
		if len(script)%2 == 0 { // to start over now and then
			producers[0].usual, producers[1].usual = 256, 256
		}
		var model []*record
		var open [2]*record
		var space [2][]byte
		number := 0
		arg := func() int {
			if len(script) == 0 {
				return 0
			}
			n := script[0]
			script = script[1:]
			return int(n)
		}
		for len(script) > 0 {
			op := arg()
			who := op & 1
			p := producers[who]
			switch op >> 1 % 4 {
			case 0: // reserve
				if open[who] != nil {
					continue
				}
				n := min(arg(), p.Max())
				if space[who] = p.Reserve(n); space[who] == nil {
					if len(model) == 0 {
						t.Fatalf("no room for %d bytes in a ring that is empty", n)
					}
					continue
				}
				if len(space[who]) != n || cap(space[who]) != n {
					t.Fatalf("Reserve(%d) gives %d bytes with a capacity of %d", n, len(space[who]), cap(space[who]))
				}
				for i := range space[who] {
					space[who][i] = 0xff // looks like headers
				}
				open[who] = &record{sender: 7 + who}
				model = append(model, open[who])
			case 1: // commit some of it
				if open[who] == nil {
					continue
				}
				number++
				text := fmt.Sprintf("%0*d", min(arg(), len(space[who])), number)
				n := copy(space[who], text)
				p.Commit(1, n)
				open[who].text, open[who].published = text[:n], true
				open[who] = nil
			case 2: // cancel it
				if open[who] == nil {
					continue
				}
				p.Cancel()
				open[who].published, open[who].cancelled = true, true
				open[who] = nil
			case 3: // take one
				for len(model) > 0 && model[0].cancelled {
					model = model[1:]
				}
				sender, _, data, err := c.Peek()
				if err != nil {
					t.Fatal(err)
				}
				if len(model) == 0 || !model[0].published {
					if data != nil {
						t.Fatalf("got %q, want nothing", data)
					}
					continue
				}
				if string(data) != model[0].text || sender != model[0].sender {
					t.Fatalf("got %q of %d, want %q of %d", data, sender, model[0].text, model[0].sender)
				}
				c.Release()
				model = model[1:]
			}
		}
	})
}

// FuzzGarbage lets the ends of a ring loose on memory with anything in it: they
// stay inside, come to an end, and do not panic.
func FuzzGarbage(f *testing.F) {
	f.Add(uint64(0), uint64(0), []byte{1, 2, 3})
	f.Add(uint64(64), uint64(1<<63), make([]byte, 300))
	f.Add(^uint64(0), uint64(3), []byte{255, 0, 0, 0, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, tail, head uint64, garbage []byte) {
		mem := Memory(Size(1024))
		Word(mem, tailAt).Store(tail)
		Word(mem, headAt).Store(head)
		for i := dataAt; i < len(mem) && len(garbage) > 0; i += copy(mem[i:], garbage) {
		}
		p, c := newProducer(t, mem, 1), newConsumer(t, mem, nil)
		for range 100 {
			if b := p.Reserve(int(tail % 200)); b != nil {
				clear(b)
				p.Commit(1, len(b)/2)
			}
			_, _, data, err := c.Peek()
			var bad *BadRecord
			if err != nil && (!errors.As(err, &bad) || data != nil) {
				t.Fatalf("got %q and error %v", data, err)
			}
			for i := range data {
				_ = data[i]
			}
			if err == nil {
				c.Release()
			}
		}
	})
}
