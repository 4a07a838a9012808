package lb

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func ExampleStep() {
	s := &Stats{
		PEs: []PE{{Available: true}, {Available: true}},
		Objects: []Object{
			{Load: 4, Migratable: true},
			{Load: 3, Migratable: true},
			{Load: 2, Migratable: true},
			{Load: 1, PE: 1, Migratable: true},
		},
	}
	strategy, _ := New("RefineLB")
	plan, report := Step(strategy, s, 1, DefaultThreshold)
	fmt.Println(plan.To)
	fmt.Println(report)
	// Output:
	// [1 0 0 1]
	// max/mean 1.800 -> 1.000, max 9.000000 -> 5.000000 s, mean 5.000000 s, 1 moves
}

func TestNamesOfCharm(t *testing.T) {
	for word, want := range map[string]string{
		"Greedy": "Greedy", "GreedyLB": "Greedy", "greedylb": "Greedy", "GREEDY": "Greedy",
		"GreedyRefineLB": "GreedyRefine", "GreedyRefineLB:tolerance=1.5": "GreedyRefine",
		"RefineLB": "Refine", "RandCentLB": "Random", "RotateLB": "Rotate", "DummyLB": "Dummy",
	} {
		if s, err := New(word); err != nil || s.Name() != want {
			t.Errorf("New(%q) is %v, %v, want %s", word, s, err, want)
		}
	}
}

func TestNoTwoStrategiesShareAName(t *testing.T) {
	seen := map[string]string{}
	for _, k := range kinds {
		for _, name := range append([]string{k.name}, k.aliases...) {
			if other := seen[canonical(name)]; other != "" {
				t.Errorf("%s is a name of %s and of %s", name, other, k.name)
			}
			seen[canonical(name)] = k.name
		}
		if k.doc == "" || strings.ContainsAny(k.doc, "\n") {
			t.Errorf("%s: the description is %q, want a line", k.name, k.doc)
		}
	}
}

func TestWordsThatAreWrong(t *testing.T) {
	for word, want := range map[string]string{
		"GreedyRefineBL":             "did you mean GreedyRefine?",
		"Gredy":                      "did you mean Greedy?",
		"nonsense":                   `there is no balancer "nonsense": there are Greedy, GreedyRefine, `,
		"":                           `there is no balancer ""`,
		"Greedy:tolerance=2":         "Greedy has no parameters",
		"GreedyRefine:tolerence=2":   `GreedyRefine has no parameter "tolerence"; it has tolerance=1.03`,
		"GreedyRefine:tolerance=0.5": `tolerance is "0.5", want a number from 1`,
		"GreedyRefine:tolerance=NaN": `tolerance is "NaN"`,
		"GreedyRefine:tolerance":     `tolerance is ""`,
		"GreedyRefine:":              "GreedyRefine has no parameter",
	} {
		if _, err := New(word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("New(%q): error %v, want %q", word, err, want)
		}
	}
}

func TestHelpDescribesEach(t *testing.T) {
	_, err := Parse([]string{"Greedy", "help"}, false)
	if !errors.Is(err, ErrHelp) {
		t.Fatalf("Parse with help: error %v, want ErrHelp", err)
	}
	for _, k := range kinds {
		if !strings.Contains(err.Error(), k.doc) {
			t.Errorf("help says nothing of %s:\n%v", k.name, err)
		}
	}
}

func TestSequences(t *testing.T) {
	words := []string{"GreedyLB", "Refine"}
	for loop, want := range map[bool]string{false: "Greedy Refine Refine Refine", true: "Greedy Refine Greedy Refine"} {
		q, err := Parse(words, loop)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for step := range 4 {
			got = append(got, q.At(step).Name())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("loop %v: %v, want %s", loop, got, want)
		}
	}
	if q, err := Parse(nil, true); err != nil || !q.Empty() {
		t.Errorf("no words: %v, %v, want an empty sequence", q, err)
	}
}
