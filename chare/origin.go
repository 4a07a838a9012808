package chare

import "fmt"

// An origin is how a future came to be: of what it tells, or who made it. Only
// reports ask.
type origin struct {
	who  fmt.Stringer // a chare, a collection, a task's label; nil: main
	info *entryInfo   // its entry method; nil: none
	what what
}

// what a future tells.
type what uint8

const (
	madeBy      what = iota // whatever somebody sends
	endOf                   // the end of an entry method
	resultOf                // its result
	reductionOf             // the result of a reduction
)

// maker is the origin of a future that what runs now makes.
func (k *kernel) maker() origin {
	a := k.running
	switch {
	case k.task != nil && k.task.label != nil:
		return origin{who: k.task.label}
	case a == nil || a.el == nil:
		return origin{}
	}
	return origin{a.el.loc, a.info, madeBy}
}

// describe says what the future is. kind is all there is to say of it by itself.
func (o origin) describe(kind string) string {
	switch o.what {
	case endOf:
		return fmt.Sprintf("the end of %v.%s", o.who, o.info.name)
	case resultOf:
		return fmt.Sprintf("the result of %v.%s", o.who, o.info.name)
	case reductionOf:
		return fmt.Sprintf("a reduction of %v", o.who)
	}
	switch {
	case o.who == nil:
		return kind + " made by main"
	case o.info == nil:
		return fmt.Sprintf("%s made by %v", kind, o.who)
	}
	return fmt.Sprintf("%s made by %v.%s", kind, o.who, o.info.name)
}
