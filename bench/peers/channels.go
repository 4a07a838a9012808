package peers

import (
	"runtime"
	"sync"
)

// onProcessors lets Go use as many processors as there are PEs, if the machine has
// them.
func onProcessors(pes int) { runtime.GOMAXPROCS(min(pes, runtime.NumCPU())) }

// channelOneWay passes a number there and back between two goroutines; times
// counts both.
func channelOneWay(pes, _, times int) (once, end func()) {
	onProcessors(pes)
	there, back := make(chan int), make(chan int)
	go func() {
		for x := range there {
			back <- x
		}
	}()
	return func() {
		for i := range times / 2 {
			there <- i
			<-back
		}
	}, func() { close(there) }
}

// channelReply asks another goroutine for a sum, and gives it a channel for each
// answer, as one would who asks for many.
func channelReply(pes, _, times int) (once, end func()) {
	onProcessors(pes)
	type question struct {
		x, y   int
		answer chan int
	}
	questions := make(chan question)
	go func() {
		for q := range questions {
			q.answer <- q.x + q.y
		}
	}()
	return func() {
		for i := range times {
			q := question{i, i, make(chan int, 1)}
			questions <- q
			<-q.answer
		}
	}, func() { close(questions) }
}

// inFlight is how many messages of a stream are under way at once.
const inFlight = 64

// channelStream sends numbers to a goroutine, through a channel that has room for
// as many as may be in flight.
func channelStream(pes, _, times int) (once, end func()) {
	onProcessors(pes)
	numbers, sums := make(chan int, inFlight), make(chan int)
	go func() {
		sum, left := 0, times
		for x := range numbers {
			sum += x
			if left--; left == 0 {
				sums <- sum
				left = times
			}
		}
	}()
	return func() {
		for i := range times {
			numbers <- i
		}
		<-sums
	}, func() { close(numbers) }
}

// channelBroadcast sends a number to a goroutine for each PE, and waits until all
// have it.
func channelBroadcast(pes, _, times int) (once, end func()) {
	onProcessors(pes)
	var all sync.WaitGroup
	listeners := make([]chan int, pes)
	for i := range listeners {
		listeners[i] = make(chan int, 1)
		go func() {
			for range listeners[i] {
				all.Done()
			}
		}()
	}
	return func() {
			for i := range times {
				all.Add(pes)
				for _, c := range listeners {
					c <- i
				}
				all.Wait()
			}
		}, func() {
			for _, c := range listeners {
				close(c)
			}
		}
}

// channelAllReduce sums the numbers of goroutines, one for each PE: all send
// theirs to one, which sends each the sum.
func channelAllReduce(pes, _, times int) (once, end func()) {
	onProcessors(pes)
	return func() {
		numbers := make(chan int, pes)
		sums := make([]chan int, pes)
		var ended sync.WaitGroup
		for pe := range pes {
			sums[pe] = make(chan int, 1)
			ended.Go(func() {
				for i := range times {
					numbers <- i
					<-sums[pe]
				}
			})
		}
		for range times {
			sum := 0
			for range pes {
				sum += <-numbers
			}
			for _, c := range sums {
				c <- sum
			}
		}
		ended.Wait()
	}, nothing
}

// channelCreate makes size goroutines, each with a channel of its own, that wait
// for a message, and sends one to each.
func channelCreate(pes, size, times int) (once, end func()) {
	onProcessors(pes)
	return func() {
		for range max(1, times/size) {
			var ended sync.WaitGroup
			mail := make([]chan int, size)
			for i := range mail {
				mail[i] = make(chan int, 1)
				ended.Go(func() { <-mail[i] })
			}
			for i, c := range mail {
				c <- i
			}
			ended.Wait()
		}
	}, nothing
}
