// Package gen writes the proxies of chares and registers tasks: from the types of a package to the
// text of its chare_gen.go.
//
// [Generate] does all of it for directories. Its parts can be used alone, by a
// program that has types but no files:
//
//	syntax --Check--> Source --Model--> Package --Emit--> text
//	                                       |
//	                                       +-- or what is wrong, and where
//
// A package cannot compile before its proxies exist, so nothing here needs it
// to: function bodies are never looked at, errors elsewhere are passed over
// unless an entry method's types depend on them, and the types that will be
// generated are declared for the type checker by a stub.
package gen

const (
	charePath = "github.com/charm4go/charm/chare"
	wirePath  = "github.com/charm4go/charm/wire"
	poolPath  = "github.com/charm4go/charm/pool"
)
