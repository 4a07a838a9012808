// Package results has methods with all kinds of results, and targets.
//
// want: Nothing()
// want: return c.(*Results).Value(), nil
// want: return chare.Void{}, c.(*Results).Error()
// want: return c.(*Results).Both(t)
// want: func (p ResultsRet) Both() *chare.Future[map[string]int] {
// want: func (p ResultsAllRet) Value() *chare.Future[[]float64] {
// none: ResultsRet) Error
// none: ResultsRet) Nothing
// want: func (p ResultsTo) Nothing() chare.Target[chare.Void] { return chare.To(p.ref, resultsNothingTarget) }
// want: func (p ResultsAllTo) Some() chare.Target[[]int] { return chare.ToAll(p.many, resultsSomeTarget) }
// none: ResultsTo) Two
// want: func (p ResultsProxy) Some(xs ...int) { chare.Send(p.Ref, resultsSome, resultsSomeArgs{xs}) }
// want: return chare.Void{}, c.(*Results).Some(a.xs...)
// want: Waits: true,
// want: Result: wire.For[map[string]int](),
// want: return chare.Void{}, c.(*Results).Init()
// none: type SilentRet
// none: type EmptyAwait
package results

import "github.com/charm4go/charm/chare"

type Results struct{ chare.Base }

func (*Results) Init() error { return nil }

func (*Results) Nothing() {}

func (*Results) Value() float64 { return 0 }

func (*Results) Error() error { return nil }

func (*Results) Both(t *chare.Task) (map[string]int, error) { return nil, nil }

func (*Results) Some(xs ...int) error { return nil }

func (*Results) Two(a, b int) {}

type Silent struct{ chare.Base }

func (Silent) Work() {}

type Empty struct{ chare.Base }
