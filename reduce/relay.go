package reduce

import "github.com/charm4go/charm/wire"

// A Relay is one reduction as seen from a PE without any of the chares that
// contribute. It knows nothing of the reducer and passes on what it gets from
// below as one list.
type Relay struct {
	name    string
	lists   [][]byte // by child; nil until it has come
	missing int
}

var _ Partial = (*Relay)(nil)

// NewRelay returns a Relay that waits for the results of children PEs. The
// name is the one that came with the first of them.
func NewRelay(name string, children int) *Relay {
	return &Relay{name: name, lists: make([][]byte, children), missing: children}
}

func (r *Relay) Name() string { return r.name }

func (r *Relay) Missing() int { return r.missing }

func (r *Relay) AddChild(i int, d *wire.Decoder) error {
	if i < 0 || i >= len(r.lists) || r.lists[i] != nil {
		return unexpected(r.name, Origin{Child: true, Number: i})
	}
	r.lists[i] = append([]byte{}, d.Rest()...)
	r.missing--
	return nil
}

func (r *Relay) Encode(e *wire.Encoder) {
	mustBeComplete(r)
	for _, list := range r.lists {
		putList(e, list)
	}
}

// HandOver gives all that has arrived to a Partial that knows the reducer. It
// is for a PE on which a first chare arrives while the reduction is under way.
func (r *Relay) HandOver(to Partial, ctx any) error {
	var d wire.Decoder
	for i, list := range r.lists {
		if list == nil {
			continue
		}
		d.Reset(list, ctx)
		if err := to.AddChild(i, &d); err != nil {
			return err
		}
	}
	return nil
}
