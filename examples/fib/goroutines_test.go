package main

import (
	"flag"
	"fmt"
	"testing"
)

// byGoroutines does what fib does, with a goroutine for each task and a channel
// for its result.
func byGoroutines(x Number) int {
	if x.N < 2 || x.N < x.Alone {
		return alone(x.N)
	}
	first, second := make(chan int, 1), make(chan int, 1)
	go func() { first <- byGoroutines(Number{x.N - 1, x.Alone}) }()
	go func() { second <- byGoroutines(Number{x.N - 2, x.Alone}) }()
	return <-first + <-second
}

// BenchmarkGoroutines does what the program does, with the same words behind the
// flags, and prints the same result.
func BenchmarkGoroutines(b *testing.B) {
	x, err := parse(flag.Args())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		fmt.Println(byGoroutines(x))
	}
}

// BenchmarkInnerLoop calculates the 20th number alone.
func BenchmarkInnerLoop(b *testing.B) {
	for b.Loop() {
		alone(20)
	}
}

func TestGoroutinesAgree(t *testing.T) {
	for _, x := range []Number{{0, 0}, {1, 0}, {15, 0}, {20, 12}} {
		if got, want := byGoroutines(x), alone(x.N); got != want {
			t.Errorf("fib(%d) = %d, want %d", x.N, got, want)
		}
	}
}
