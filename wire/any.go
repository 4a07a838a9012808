package wire

import "reflect"

// CheckAny is Check of the type of the value that p, a pointer, points to.
func CheckAny(p any) error { return Check(reflect.TypeOf(p).Elem()) }

// EncodeAny appends the value that p, a pointer, points to: as Codec does for
// values whose type is known when the program is built.
func EncodeAny(e *Encoder, p any) {
	v := reflect.ValueOf(p)
	pl, err := planOf(v.Type().Elem())
	if err != nil {
		e.Fail(err)
		return
	}
	encodeRoot(e, pl, pointed(v))
}

// DecodeAny takes what EncodeAny, or a Codec of that type, appended and stores
// it in what p, a pointer, points to. Fields that do not travel keep what they
// hold. After an error it is partly written.
func DecodeAny(d *Decoder, p any) {
	v := reflect.ValueOf(p)
	pl, err := planOf(v.Type().Elem())
	if err != nil {
		d.Fail(err)
		return
	}
	decodeRoot(d, pl, pointed(v))
}
