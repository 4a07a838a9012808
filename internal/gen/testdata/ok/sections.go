// Package sections has methods that tell which sections a chare is in, and others.
//
// want: func (p CellProxies) Slice(t *chare.Task, spans ...chare.Range) CellProxies {
// want: return chare.Pick(t, p, indices)
// want: func (p CellProxies) Split(t *chare.Task, n int) CellSplit { return CellSplit{t, p, n} }
// want: func (p CellSplit) Row() []CellProxies {
// want: return chare.Split(p.task, p.many, p.n, cellRow, cellRowArgs{})
// want: func (p_ CellSplit) Blocks(p, q int, more ...string) []CellProxies {
// want: return chare.Split(p_.task, p_.many, p_.n, cellBlocks, cellBlocksArgs{p, q, more})
// want: func (p CellSplit) Known() []CellProxies {
// none: CellSplit) Level
// none: CellSplit) Work
// none: CellSplit) Wide
// none: RestSplit
// none: RestProxies) Split
package sections

import "github.com/charm4go/charm/chare"

type Level int

type numbers = []int

type Cell struct{ chare.Base }

func (*Cell) Row() int { return 0 }

func (*Cell) Blocks(t *chare.Task, p, q int, more ...string) ([]int, error) { return nil, nil }

func (*Cell) Known() numbers { return nil }

func (*Cell) Level() Level { return 0 }

func (*Cell) Wide() []int64 { return nil }

func (*Cell) Work() {}

type Rest struct{ chare.Base }

func (Rest) Value() float64 { return 0 }

func use(t *chare.Task, cells CellProxies) {
	rows := cells.Split(t, 4).Row()
	both := chare.Combine(t, rows[0], cells.Slice(t, chare.Span(0, 8, 2)), cells.Pick(t, []chare.Index{chare.Ix(3)}))
	both.Release()
}
