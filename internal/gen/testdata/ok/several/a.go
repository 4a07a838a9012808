// Package several has chares in several files, which know each other's proxies.
//
// want: type run_charmgen_again_A interface {
// want: Take(AProxy, map[string]BProxies)
// none: CProxy
package several

import "github.com/charm4go/charm/chare"

// A is one chare.
type A struct {
	chare.Base
	bs BProxies
}

var all BProxies = NewBGroup(nil)

func (a *A) Start() { a.bs.Take(a.This(), nil) }
