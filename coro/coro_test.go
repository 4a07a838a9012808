package coro_test

import (
	"testing"

	"github.com/charm4go/charm/coro"
)

func TestResumeRunsUntilPark(t *testing.T) {
	var trace []int
	c := coro.New(func(c *coro.Coro) {
		trace = append(trace, 1)
		c.Park()
		trace = append(trace, 3)
	})
	c.Resume()
	trace = append(trace, 2)
	c.Resume()
	if len(trace) != 3 || trace[0] != 1 || trace[1] != 2 || trace[2] != 3 {
		t.Errorf("order %v, want [1 2 3]", trace)
	}
	if !c.Ended() {
		t.Error("body has returned, but Ended is false")
	}
}

func TestStopRunsDeferredFunctions(t *testing.T) {
	cleaned := false
	c := coro.New(func(c *coro.Coro) {
		defer func() { cleaned = true }()
		c.Park()
		t.Error("ran on after Stop")
	})
	c.Resume()
	c.Stop()
	if !cleaned || !c.Ended() {
		t.Errorf("cleaned %v, ended %v after Stop, want both", cleaned, c.Ended())
	}
}

func TestStopBeforeTheFirstResume(t *testing.T) {
	c := coro.New(func(*coro.Coro) { t.Error("ran") })
	c.Stop()
	if !c.Ended() {
		t.Error("Ended is false after Stop")
	}
}

func TestPanicReachesTheResumer(t *testing.T) {
	c := coro.New(func(c *coro.Coro) { c.Park(); panic("boom") })
	c.Resume()
	defer func() {
		if v := recover(); v != "boom" {
			t.Errorf("recovered %v, want boom", v)
		}
	}()
	c.Resume()
	t.Error("Resume returned")
}

// A coroutine may be resumed from inside another one, and by another goroutine
// than the one before: what the scheduler of package pe needs.
func TestResumersMayChange(t *testing.T) {
	inner := coro.New(func(c *coro.Coro) {
		for {
			c.Park()
		}
	})
	outer := coro.New(func(*coro.Coro) { inner.Resume() })
	outer.Resume()
	done := make(chan bool)
	go func() { inner.Resume(); done <- true }()
	<-done
	inner.Resume()
	inner.Stop()
}

func BenchmarkSwitchThereAndBack(b *testing.B) {
	c := coro.New(func(c *coro.Coro) {
		for {
			c.Park()
		}
	})
	for b.Loop() {
		c.Resume()
	}
	c.Stop()
}

func BenchmarkNewRunEnd(b *testing.B) {
	for b.Loop() {
		coro.New(func(*coro.Coro) {}).Resume()
	}
}
