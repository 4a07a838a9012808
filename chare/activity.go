package chare

import "github.com/charm4go/charm/trace"

// This file says what runs on a PE, and is told whenever that changes: by begin
// at the start of an activity, by stop when it ends or waits, by resume when it
// goes on. Between stop and the next of them the runtime itself runs. Whatever
// is to be measured of activities hangs here.

// An activity is what runs on a PE: a call, the main function, or a part of the
// runtime that calls the user's functions. Errors and reports ask it who it is.
type activity struct {
	el   *element    // whose method it is, or
	coll *collection // whose reduction
	info *entryInfo  // nil: the runtime itself
	on   interface {
		// fail ends it with an error, as after a panic.
		fail(err *Error)
	}
}

// doing returns it, of what runs as one.
func (a *activity) doing() *activity { return a }

// chare returns which chare it is, as reports print it.
func (a *activity) chare() string {
	switch {
	case a.el != nil:
		return a.el.String()
	case a.coll != nil:
		return a.coll.String()
	case a.info != nil:
		return "main"
	default:
		return "the runtime"
	}
}

// method returns the name of the entry method, or nothing.
func (a *activity) method() string {
	if a.info == nil {
		return ""
	}
	return a.info.name
}

// mainInfo stands for the main function.
var mainInfo entryInfo

// begin has an activity run from its start. One that runs already is interrupted.
func (k *kernel) begin(a *activity) {
	k.running = a
	if k.measured {
		k.measureBegin(a)
	}
}

// stop is called when the running activity has ended, or waits.
func (k *kernel) stop() {
	k.running = nil
	if k.measured {
		k.measureStop()
	}
}

// resume has an activity go on that waited, or was interrupted. nil is the
// runtime itself.
func (k *kernel) resume(a *activity) {
	k.running = a
	if k.measured {
		k.measureResume(a)
	}
}

func (k *kernel) measureBegin(a *activity) {
	if k.profile != nil {
		k.profile.begin(a)
	}
	if k.trace != nil {
		k.trace.begin(a, trace.Method)
	}
	if k.meter != nil {
		k.meter.resume(a)
	}
}

func (k *kernel) measureStop() {
	if k.profile != nil {
		k.profile.stop()
	}
	if k.trace != nil {
		k.trace.stop()
	}
	if k.meter != nil {
		k.meter.stop()
	}
}

func (k *kernel) measureResume(a *activity) {
	if k.profile != nil {
		k.profile.resume(a)
	}
	if k.trace != nil {
		k.trace.begin(a, trace.Resumed)
	}
	if k.meter != nil {
		k.meter.resume(a)
	}
}
