// Package inside declares one chare in its test, inside the package.
//
// want: type MainProxy struct{ chare.Ref }
// none: Probe
package inside

import "github.com/charm4go/charm/chare"

type Main struct{ chare.Base }

func (m *Main) Do() {}
