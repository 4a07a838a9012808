package lb

import (
	"fmt"
	"reflect"
	"testing"
)

func ExampleJoin() {
	parts := []Part{
		{PE: PE{Available: true}, Objects: []Object{{ID: 7, Load: 2, Migratable: true}, {ID: 8, Load: 3, Migratable: true}, {ID: 9, Load: 3, Migratable: true}}},
		{PE: PE{Available: true}, Objects: []Object{{ID: 5, Load: 2, Migratable: true}}},
	}
	s := Join(parts)
	strategy, _ := New("Refine")
	plan, _ := Step(strategy, s, 1, DefaultThreshold)
	for pe, order := range plan.Orders(s) {
		fmt.Printf("PE %d: %d come\n", pe, order.Incoming)
		for _, m := range order.Moves {
			fmt.Printf("  %d goes to PE %d\n", parts[pe].Objects[m.Object].ID, m.To)
		}
	}
	// Output:
	// PE 0: 0 come
	//   8 goes to PE 1
	// PE 1: 1 come
}

func TestLinksBecomeEdges(t *testing.T) {
	s := Join([]Part{
		{Objects: []Object{{ID: 1}, {ID: 2}}, Links: []Link{{From: 1, To: 40, PE: 1, Messages: 3, Bytes: 30}}},
		{},
		{Objects: []Object{{ID: 40}}, Links: []Link{{From: 0, To: 99, PE: 1, Messages: 4, Bytes: 40}, {From: 0, To: 1, PE: 0, Messages: 5}}},
	})
	want := []Edge{
		{From: 1, To: 2, Messages: 3, Bytes: 30},
		{From: 2, To: -1, PE: 1, Messages: 4, Bytes: 40},
		{From: 2, To: 0, Messages: 5},
	}
	if !reflect.DeepEqual(s.Edges, want) {
		t.Errorf("got %+v, want %+v", s.Edges, want)
	}
	for i, pe := range []int32{0, 0, 2} {
		if s.Objects[i].PE != pe {
			t.Errorf("object %d is on PE %d, want %d", i, s.Objects[i].PE, pe)
		}
	}
}
