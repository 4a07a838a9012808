// Package travels has types that look as if they could not travel, and can.
//
// want: Times(time.Time, *big.Int, netip.Addr)
// want: Skips(Skips)
// want: Tree(*Tree)
// want: Proxies(map[TravelsProxy]TravelsProxies, chare.Target[Tree])
// want: Own(Own, []Own)
// want: Views: true,
// none: e.Int(int(a.o))
// none: PutSlice
package travels

import (
	"encoding"
	"math/big"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/charm4go/charm/chare"
	"github.com/charm4go/charm/wire"
)

type Tree struct {
	Left, Right *Tree
	weight      float64
}

type Skips struct {
	C chan int `charm:"-"`
	_ func()
	n *atomic.Int64
}

// Own is a number that writes itself.
type Own int

func (o Own) MarshalWire(e *wire.Encoder)    { e.Int(int(o)) }
func (o *Own) UnmarshalWire(d *wire.Decoder) { *o = Own(d.Int()) }

// Text has no other way to travel.
type Text struct{ f func() }

func (Text) MarshalText() ([]byte, error)  { return nil, nil }
func (*Text) UnmarshalText(b []byte) error { return nil }

type Travels struct{ chare.Base }

func (*Travels) Times(at time.Time, n *big.Int, a netip.Addr) {}

func (*Travels) Skips(s Skips) {}

func (*Travels) Tree(t *Tree) {}

func (*Travels) Proxies(m map[TravelsProxy]TravelsProxies, done chare.Target[Tree]) {}

func (*Travels) Own(o Own, os []Own) {}

func (*Travels) View(v chare.View[float64]) {}

func (*Travels) Others(m encoding.BinaryMarshaler, t Text, any ...any) {}
