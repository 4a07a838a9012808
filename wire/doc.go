// Package wire turns values into bytes and back.
//
// An Encoder appends, a Decoder takes; both keep their first error, so callers
// ask once, at the end. Numbers are little-endian and of fixed width, so that
// hosts of any kind can run one job:
//
//	bool, int8, uint8       1 byte
//	int16, uint16           2
//	int32, uint32, float32  4
//	int, uint and others    8    complex128 16
//	string                  | length 4 | bytes |
//	slice                   | length 4 | elements |            length 2³²-1: nil
//	map                     | length 4 | key | value | … |     length 2³²-1: nil
//	array, struct           elements or fields in their order, no padding
//	pointer                 | 0 | nil, | 1 | new, | 2 | number 4 | one that came before
//	interface               | id 8 | value |                   id 0: nil
//	own encoding            | length 4 | bytes |               time.Time and such
//
// What pointers point to follows the value that they stand in.
//
// A Codec, from For, writes and reads one Go type in this form, by a plan that
// is made once for it. Values that are in memory what they are on the wire,
// such as a []float64 or a slice of struct{ X, Y, Z float64 }, are copied
// whole.
//
// Input is not trusted: whatever the bytes, decoding ends in a value or an
// error, and takes memory in proportion to them.
package wire
