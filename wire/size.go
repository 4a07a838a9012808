package wire

// SizeString returns the number of bytes that (*Encoder).String appends.
func SizeString(s string) int { return countBytes + len(s) }

// SizeSlice returns the number of bytes that PutSlice appends.
func SizeSlice[T Fixed](s []T) int { return countBytes + len(s)*numberBytes[T]() }

// A Sizer is a Marshaler that can tell how many bytes MarshalWire will append.
// With it (*Codec[T]).Size can tell the size of what holds one.
type Sizer interface {
	WireSize() int
}
