// Package wire has the signatures that generated code needs, and no bodies.
package wire

type Encoder struct{}

func (*Encoder) Bool(bool)             {}
func (*Encoder) Int(int)               {}
func (*Encoder) Int8(int8)             {}
func (*Encoder) Int16(int16)           {}
func (*Encoder) Int32(int32)           {}
func (*Encoder) Int64(int64)           {}
func (*Encoder) Uint(uint)             {}
func (*Encoder) Uint8(uint8)           {}
func (*Encoder) Uint16(uint16)         {}
func (*Encoder) Uint32(uint32)         {}
func (*Encoder) Uint64(uint64)         {}
func (*Encoder) Float32(float32)       {}
func (*Encoder) Float64(float64)       {}
func (*Encoder) Complex64(complex64)   {}
func (*Encoder) Complex128(complex128) {}
func (*Encoder) String(string)         {}

type Decoder struct{}

func (*Decoder) Bool() (v bool)             { return }
func (*Decoder) Int() (v int)               { return }
func (*Decoder) Int8() (v int8)             { return }
func (*Decoder) Int16() (v int16)           { return }
func (*Decoder) Int32() (v int32)           { return }
func (*Decoder) Int64() (v int64)           { return }
func (*Decoder) Uint() (v uint)             { return }
func (*Decoder) Uint8() (v uint8)           { return }
func (*Decoder) Uint16() (v uint16)         { return }
func (*Decoder) Uint32() (v uint32)         { return }
func (*Decoder) Uint64() (v uint64)         { return }
func (*Decoder) Float32() (v float32)       { return }
func (*Decoder) Float64() (v float64)       { return }
func (*Decoder) Complex64() (v complex64)   { return }
func (*Decoder) Complex128() (v complex128) { return }
func (*Decoder) String() (v string)         { return }

type Fixed interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 |
		~float32 | ~float64 | ~complex64 | ~complex128
}

func PutSlice[T Fixed](e *Encoder, s []T)   {}
func TakeSlice[T Fixed](d *Decoder) (s []T) { return }
func SizeSlice[T Fixed](s []T) (n int)      { return }
func SizeString(s string) (n int)           { return }

type Codec[T any] struct{}

func For[T any]() *Codec[T]               { return nil }
func (*Codec[T]) Encode(e *Encoder, v *T) {}
func (*Codec[T]) Decode(d *Decoder, v *T) {}
func (*Codec[T]) Size(v *T) (n int)       { return }
