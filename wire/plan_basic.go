package wire

// boolOps carry a bool. Bools are not raw: a byte that is neither 0 nor 1 must
// not become one.
type boolOps struct{}

func (boolOps) encode(e *Encoder, p place) { e.Bool(*at[bool](p)) }
func (boolOps) decode(d *Decoder, p place) { *at[bool](p) = d.Bool() }

type stringOps struct{}

func (stringOps) encode(e *Encoder, p place) { e.String(*at[string](p)) }
func (stringOps) decode(d *Decoder, p place) { *at[string](p) = d.String() }
func (stringOps) measure(p place) int        { return SizeString(*at[string](p)) }
