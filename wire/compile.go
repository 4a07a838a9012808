package wire

import (
	"errors"
	"fmt"
	"reflect"
)

// A compiler makes the plans for one type and all that it may contain. They are
// of use only together, when all are made: a type that contains itself refers
// to a plan that is not finished yet.
type compiler struct {
	plans map[reflect.Type]*plan
	made  []*plan
}

// plan returns the plan for t, which may not be finished if t contains itself.
func (c *compiler) plan(t reflect.Type) (*plan, error) {
	if p, ok := plans.byType.Load(t); ok {
		return p.(*plan), nil
	}
	if p, ok := c.plans[t]; ok {
		return p, nil
	}
	p := &plan{typ: t, size: -1}
	before := len(c.made)
	c.plans[t] = p
	c.made = append(c.made, p)
	err := c.fill(p)
	if err != nil && fillText(p) {
		// What was made for its parts is not needed, and not finished either.
		c.forget(before + 1)
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// forget drops the plans made since there were n.
func (c *compiler) forget(n int) {
	for _, p := range c.made[n:] {
		delete(c.plans, p.typ)
	}
	c.made = c.made[:n]
}

// fill makes p the plan for its type.
func (c *compiler) fill(p *plan) error {
	t := p.typ
	if reason := stays(t); reason != "" {
		return withinType(t, errors.New(reason))
	}
	if done, err := fillMarshaler(p); done || err != nil {
		return err
	}
	if fillForeign(p) {
		return nil
	}
	switch t.Kind() {
	case reflect.Bool:
		p.ops, p.size, p.min = boolOps{}, 1, 1
	case reflect.String:
		p.ops, p.min = stringOps{}, countBytes
	case reflect.Array:
		return c.fillArray(p)
	case reflect.Slice:
		return c.fillSlice(p)
	case reflect.Map:
		return c.fillMap(p)
	case reflect.Pointer:
		return c.fillPointer(p)
	case reflect.Struct:
		return c.fillStruct(p)
	case reflect.Interface:
		fillInterface(p)
	default:
		if n := numberPlan(t); n != nil {
			*p = *n
			return nil
		}
		return withinType(t, errors.New("cannot travel"))
	}
	return nil
}

// stays returns why values of type t have no meaning in another process, or "".
func stays(t reflect.Type) string {
	const leaveOut = "; leave it out with the tag `charm:\"-\"`"
	switch t.Kind() {
	case reflect.Chan:
		return "a channel joins goroutines of one process"
	case reflect.Func:
		return "a function is an address in one process"
	case reflect.UnsafePointer, reflect.Uintptr:
		return "an address means nothing in another process"
	}
	switch pkg := t.PkgPath(); {
	case pkg == "sync" && t.Kind() == reflect.Struct:
		return "holds a lock" + leaveOut
	case pkg == "os" && t.Name() == "File", pkg == "internal/poll" && t.Name() == "FD":
		return "is open in one process" + leaveOut
	}
	return ""
}

// errEmpty is why a slice or map is refused whose length could not be trusted:
// its elements take memory but no bytes of a message.
func errEmpty(elem reflect.Type) error {
	return fmt.Errorf("elements of type %v, of which nothing travels", elem)
}
