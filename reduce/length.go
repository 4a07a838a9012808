package reduce

import "fmt"

// An Origin says where something that a Round was given came from.
type Origin struct {
	Child  bool // from the PE below, not from a chare of this PE
	Number int  // of the child, or the position of the chare
}

func (o Origin) String() string {
	if o.Child {
		return fmt.Sprintf("the result of child %d", o.Number)
	}
	return fmt.Sprintf("the contribution at position %d", o.Number)
}

// A LengthError tells that slices of different lengths were contributed.
type LengthError struct {
	Reducer   string
	Len       int
	From      Origin
	FirstLen  int // of what came first
	FirstFrom Origin
}

func (e *LengthError) Error() string {
	return fmt.Sprintf("reduce: %s: %v has length %d, but %v has length %d",
		e.Reducer, e.From, e.Len, e.FirstFrom, e.FirstLen)
}

// lengths finds out whether all lengths are the same.
type lengths struct {
	known bool
	first int
	from  Origin // of the first
}

func (l *lengths) check(reducer string, n int, from Origin) error {
	if !l.known {
		*l = lengths{true, n, from}
	}
	if n != l.first {
		return &LengthError{Reducer: reducer, Len: n, From: from, FirstLen: l.first, FirstFrom: l.from}
	}
	return nil
}
