// Package names has parameters whose names are in the way of ours.
//
// want: func (p_ NamesProxy) Receiver(p int, p__ string) {
// want: chare.Send(p_.Ref, namesReceiver, namesReceiverArgs{p, p__})
// want: func (p NamesProxy) Package(chare_, wire int) {
// want: func (p NamesProxy) Blank(a1 int, a2_ string, a2 int) {
// want: func (p NamesProxy) Unnamed(a1 int, a2 string) {
// want: func (p NamesProxy) Itself(namesItself_ int) {
// want: chare.Send(p.Ref, namesItself, namesItselfArgs{namesItself_})
// want: func NewNames(c_ chare.Caller, c int, opts string, shape []float64, opts_ ...chare.Option) NamesProxy {
// want: func NewNamesArray(c_ chare.Caller, shape_ chare.Shape, c int, opts string, shape []float64, opts_ ...chare.Option) NamesProxies {
// want: func NewHTTPCache(c chare.Caller, opts ...chare.Option) HTTPCacheProxy {
// want: var httpCacheClass = chare.NewClass("example.com/test/ok/names.HTTPCache", func() chare.Chare { return new(HTTPCache) })
package names

import "github.com/charm4go/charm/chare"

type Names struct{ chare.Base }

func (*Names) Init(c int, opts string, shape ...float64) {}

func (*Names) Receiver(p int, p__ string) {}

func (*Names) Package(chare, wire int) {}

func (*Names) Blank(_ int, _ string, a2 int) {}

func (*Names) Unnamed(int, string) {}

func (*Names) Itself(namesItself int) {}

type HTTPCache struct{ chare.Base }
