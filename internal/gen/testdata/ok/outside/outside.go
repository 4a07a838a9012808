// Package outside is tested from outside, by a chare of the test.
//
// want: type MainProxy struct{ chare.Ref }
package outside

import "github.com/charm4go/charm/chare"

type Main struct{ chare.Base }

func (m *Main) Do() {}
