package lb

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// A kind is a row of the table of strategies.
type kind struct {
	name    string
	aliases []string // Charm's names, where they are others
	doc     string
	comm    bool // it needs Stats.Edges
	params  []param
	make    func(k *kind, args args) Strategy
}

// A param is a number that a strategy takes.
type param struct {
	name           string
	usual          float64 // if not given
	atLeast, below float64
	doc            string
}

// args are the values of parameters, by name.
type args map[string]float64

var tolerance = param{"tolerance", 1.03, 1, 100, "how busy a PE may become, compared with the busiest of Greedy's plan"}

// kinds has all strategies.
var kinds = []kind{
	{name: "Greedy", doc: "places all objects anew, heaviest first, on the least busy PE; best balance, most moves",
		make: central(func(_ *Stats, b *board, _ args, _ *rand.Rand) string { greedy(b); return "" })},
	{name: "GreedyRefine", doc: "lets objects stay unless a PE becomes busier than about the busiest of Greedy's plan",
		params: []param{tolerance},
		make:   central(func(_ *Stats, b *board, a args, _ *rand.Rand) string { return greedyRefine(b, a["tolerance"]) })},
	{name: "Refine", aliases: []string{"RefineA", "RefineB"}, doc: "moves objects from the busiest PEs only, to a limit found by bisection",
		make: central(func(_ *Stats, b *board, _ args, _ *rand.Rand) string { return refine(b) })},
	{name: "RefineSwap", doc: "moves or swaps objects of PEs above the mean, one by one, with the least busy PEs",
		make: central(func(_ *Stats, b *board, _ args, _ *rand.Rand) string { refineSwap(b); return "" })},
	{name: "GreedyComm", comm: true, doc: "like Greedy, but messages between PEs count as load of both, so objects go where their partners are",
		make: central(func(s *Stats, b *board, _ args, _ *rand.Rand) string { greedyComm(b, newGraph(s)); return "" })},
	{name: "ORB", doc: "cuts the space of array indices into parts of equal load: neighbours stay together",
		make: central(func(s *Stats, b *board, _ args, _ *rand.Rand) string { orb(b, s.Objects); return "" })},
	{name: "RecursiveBisection", aliases: []string{"RecBipart", "RecBisectBf", "Metis"}, comm: true, doc: "cuts the graph of communication into parts of equal load, with few messages between them",
		make: central(func(s *Stats, b *board, _ args, _ *rand.Rand) string { bisect(b, newGraph(s)); return "" })},
	{name: "Hierarchical", aliases: []string{"Hybrid", "Tree"}, doc: "GreedyRefine among hosts, then among the PEs of each host: few objects change their host",
		params: []param{tolerance},
		make: central(func(s *Stats, b *board, a args, _ *rand.Rand) string {
			hierarchical(b, s.PEs, a["tolerance"])
			return ""
		})},
	{name: "Distributed", aliases: []string{"Gossip", "Grapevine"}, doc: "PEs agree among themselves, by rumours about who has room; no PE has to know all objects",
		params: []param{
			{"target", 1.05, 1, 100, "how busy a PE may be, compared with the mean"},
			{"turns", 15, 1, 1000, "how often PEs may offer objects"},
		},
		make: func(k *kind, a args) Strategy { return &Gossip{k, a["target"], int(a["turns"])} }},
	{name: "Adaptive", aliases: []string{"Meta", "MetaBalancer"}, doc: "Refine, or Greedy where that is much better, but only when it gains more than moving costs",
		make: func(k *kind, _ args) Strategy { return &adaptive{kind: k} }},
	{name: "Rotate", doc: "moves each object to the next PE, at every step: a test of migration",
		make: forced(func(b *board, _ args, _ *rand.Rand) { rotate(b) })},
	{name: "Random", aliases: []string{"RandCent"}, doc: "moves each object to any PE, at every step: a test of migration",
		make: forced(func(b *board, _ args, random *rand.Rand) { scatter(b, random) })},
	{name: "Dummy", aliases: []string{"None"}, doc: "moves nothing: measures what a step costs",
		make: central(func(*Stats, *board, args, *rand.Rand) string { return "" })},
}

const noLoad = "no object that can move has a load"

// central returns the constructor of a strategy that only moves objects on a
// board. It is not called if no object has a load.
func central(balance func(s *Stats, b *board, a args, random *rand.Rand) (note string)) func(*kind, args) Strategy {
	return func(k *kind, a args) Strategy {
		return &onBoard{k, func(s *Stats, random *rand.Rand) Plan {
			b := newBoard(s)
			if b.total == 0 {
				return b.plan(noLoad)
			}
			return b.plan(balance(s, b, a, random))
		}}
	}
}

// forced returns the constructor of a strategy that moves for the moves' sake.
func forced(balance func(b *board, a args, random *rand.Rand)) func(*kind, args) Strategy {
	return func(k *kind, a args) Strategy {
		return &onBoard{k, func(s *Stats, random *rand.Rand) Plan {
			b := newBoard(s)
			balance(b, a, random)
			plan := b.plan("")
			plan.Forced = true
			return plan
		}}
	}
}

// onBoard is the Strategy of most kinds.
type onBoard struct {
	*kind
	balance func(s *Stats, random *rand.Rand) Plan
}

func (k *kind) Name() string    { return k.name }
func (k *kind) Doc() string     { return k.doc }
func (k *kind) NeedsComm() bool { return k.comm }

func (o *onBoard) Balance(s *Stats, seed uint64) Plan {
	return o.balance(s, rand.New(rand.NewPCG(seed, uint64(s.Step))))
}

// ErrHelp is the error of the word help, and says what there is.
var ErrHelp = errors.New(Help())

// New returns the strategy that a word names: its name or one of Charm's, with or
// without LB at the end, in any case. Parameters follow a colon, commas between
// them: GreedyRefine:tolerance=1.1.
func New(word string) (Strategy, error) {
	name, list, hasList := strings.Cut(word, ":")
	if strings.EqualFold(name, "help") {
		return nil, ErrHelp
	}
	k := find(name)
	if k == nil {
		return nil, unknown(name)
	}
	given := args{}
	for _, p := range k.params {
		given[p.name] = p.usual
	}
	if hasList {
		for assignment := range strings.SplitSeq(list, ",") {
			if err := given.set(k, assignment); err != nil {
				return nil, fmt.Errorf("balancer %s: %w", word, err)
			}
		}
	}
	return k.make(k, given), nil
}

// set takes name=number.
func (a args) set(k *kind, assignment string) error {
	name, value, _ := strings.Cut(assignment, "=")
	n := slices.IndexFunc(k.params, func(p param) bool { return strings.EqualFold(p.name, name) })
	if n < 0 {
		if len(k.params) == 0 {
			return fmt.Errorf("%s has no parameters", k.name)
		}
		return fmt.Errorf("%s has no parameter %q; it has %s", k.name, name, k.parameters())
	}
	p := k.params[n]
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || !(x >= p.atLeast && x < p.below) {
		return fmt.Errorf("%s is %q, want a number from %v to below %v", p.name, value, p.atLeast, p.below)
	}
	a[p.name] = x
	return nil
}

// parameters lists the parameters of a strategy for people.
func (k *kind) parameters() string {
	var list []string
	for _, p := range k.params {
		list = append(list, fmt.Sprintf("%s=%v: %s", p.name, p.usual, p.doc))
	}
	return strings.Join(list, "; ")
}

// find returns the strategy of a name, or nil.
func find(name string) *kind {
	name = canonical(name)
	for n := range kinds {
		k := &kinds[n]
		if canonical(k.name) == name || slices.ContainsFunc(k.aliases, func(a string) bool { return canonical(a) == name }) {
			return k
		}
	}
	return nil
}

func canonical(name string) string { return strings.TrimSuffix(strings.ToLower(name), "lb") }

// unknown returns the error for a name that is none: the nearest one, and all.
func unknown(name string) error {
	var names, near []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	near = slices.Clone(names)
	slices.SortStableFunc(near, func(a, b string) int {
		return cmp.Compare(distance(canonical(a), canonical(name)), distance(canonical(b), canonical(name)))
	})
	hint := ""
	if distance(canonical(near[0]), canonical(name)) <= 1+len(name)/3 {
		hint = fmt.Sprintf("did you mean %s? ", near[0])
	}
	return fmt.Errorf("there is no balancer %q: %sthere are %s (help describes them)", name, hint, strings.Join(names, ", "))
}

// distance returns how many letters must be put in, left out or replaced to make
// b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			other := 1
			if a[i] == b[j] {
				other = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+other, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Help describes all strategies.
func Help() string {
	var b strings.Builder
	b.WriteString("Balancers, by name; LB may follow, and upper and lower case are the same:\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "  %-18s %s\n", k.name, k.doc)
		for _, p := range k.params {
			fmt.Fprintf(&b, "  %-18s   :%s=%v  %s\n", "", p.name, p.usual, p.doc)
		}
		if len(k.aliases) > 0 {
			fmt.Fprintf(&b, "  %-18s   also %s\n", "", strings.Join(k.aliases, ", "))
		}
	}
	return b.String()
}

// Names returns the names of all strategies.
func Names() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}
