// Hosts measures what calls between two hosts cost, next to a stream of quic-go,
// on which they stand, and to what the network can do: a connection of TCP, and
// iperf3 if it is installed.
//
//	go build -o /tmp/hosts-bench ./bench/hosts && /tmp/hosts-bench compare [-json] [-rounds 5] [-lap 300ms]
//
// The hosts are two network namespaces of this machine, which takes Linux, root
// and ip. All are measured turn by turn in one run, each with its two ends in
// processes of their own; a job has two more, the hosts' gateways. They share the
// processors of one machine, so calls have less of them than the others.
//
// Each figure is the best of all rounds, with the median of the rounds' medians.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charm4go/charm/chare"
)

//go:generate go run github.com/charm4go/charm/cmd/charmgen

// The parts that this program plays: the first argument says which. Without one
// of these, it is the job that calls entry methods, or the agent of a host.
const (
	compareWord = "compare" // starts the others
	answerWord  = "answer"  // answers over a carrier: answer tcp ADDRESS
	askWord     = "ask"     // measures it: ask tcp ADDRESS DURATION
)

func main() {
	word := ""
	if len(os.Args) > 1 {
		word = os.Args[1]
	}
	var err error
	switch {
	case word == compareWord:
		err = compare(os.Args[2:])
	case word == answerWord && len(os.Args) == 4:
		err = answer(os.Args[2], os.Args[3])
	case word == askWord && len(os.Args) == 5:
		err = ask(os.Args[2], os.Args[3], os.Args[4])
	default:
		chare.Main(job)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hosts:", err)
		os.Exit(1)
	}
}

// interrupted returns a channel that tells of the first signal to end.
func interrupted() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	return signals
}

// compare measures all, in turns, and prints what it has found.
func compare(args []string) error {
	flags := flag.NewFlagSet("hosts", flag.ExitOnError)
	asJSON := flags.Bool("json", false, "print JSON lines instead of a table")
	rounds := flags.Int("rounds", 5, "how often each is measured, by turns")
	lap := flags.Duration("lap", 300*time.Millisecond, "how long each is measured at a time")
	_ = flags.Parse(args) // it exits
	l, err := newLab()
	if err != nil {
		return err
	}
	defer l.remove()
	go func() {
		<-interrupted()
		l.remove()
		os.Exit(1)
	}()
	var found findings
	for range *rounds {
		for _, measure := range []func(time.Duration) ([]byte, error){l.calls, l.asker("quic-go"), l.asker("tcp"), l.iperf3} {
			lines, err := measure(*lap)
			if err != nil {
				return err
			}
			for d := json.NewDecoder(bytes.NewReader(lines)); d.More(); {
				var f finding
				if err := d.Decode(&f); err != nil {
					return fmt.Errorf("%q: %w", lines, err)
				}
				found.add(f)
			}
		}
	}
	if *asJSON {
		return found.json(os.Stdout)
	}
	found.table(os.Stdout)
	return nil
}
