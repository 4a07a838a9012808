package lb

import (
	"fmt"
	"slices"
)

// DefaultThreshold is the part of its time that a plan has to gain to be worth
// its moves.
const DefaultThreshold = 0.02

// Step has a strategy plan one step, and drops the plan if the busiest PE is not
// less busy by more than the threshold, a part of 1, than without it. Then only
// what has to leave its PE moves. Plans that are not made for their gain are not
// dropped. The report is about what remains.
func Step(strategy Strategy, s *Stats, seed uint64, threshold float64) (Plan, Report) {
	plan := strategy.Balance(s, seed)
	report := Evaluate(s, plan)
	if plan.Forced || report.Moves == 0 {
		return plan, report
	}
	stay := newBoard(s).plan(plan.Note)
	without := Evaluate(s, stay)
	if slices.Equal(plan.To, stay.To) {
		return plan, report
	}
	before, after := without.After.Max, report.After.Max
	if strategy.NeedsComm() {
		before, after = without.After.Reach, report.After.Reach
	}
	if after < before*(1-threshold) {
		return plan, report
	}
	stay.note("%d moves would gain %.1f %%, which is not more than %.1f %%", report.Moves, 100*(1-after/max(before, after)), 100*threshold)
	return stay, without
}

// note adds to the plan's note.
func (p *Plan) note(format string, values ...any) {
	if p.Note != "" {
		p.Note += "; "
	}
	p.Note += fmt.Sprintf(format, values...)
}
