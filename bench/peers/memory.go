package peers

import (
	"bytes"
	"encoding/gob"
)

// memoryCopy copies size bytes, from one place to another and back.
func memoryCopy(_, size, times int) (once, end func()) {
	a, b := make([]byte, size), make([]byte, size)
	return func() {
		for range times {
			copy(a, b)
			a, b = b, a
		}
	}, nothing
}

// gobNumbers encodes and decodes three numbers by the standard library, in a
// stream that has told their type already.
func gobNumbers(_, _, times int) (once, end func()) {
	var stream bytes.Buffer
	encoder, decoder := gob.NewEncoder(&stream), gob.NewDecoder(&stream)
	return func() {
		for i := range times {
			v := struct{ A, B, C int }{i, i, i}
			check(encoder.Encode(v))
			check(decoder.Decode(&v))
		}
	}, nothing
}
