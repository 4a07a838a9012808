package reduce

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/charm4go/charm/wire"
)

var rewrite = flag.Bool("rewrite", false, "write the output of this run to testdata")

// join shows what is combined with what.
var join = Func("join", func(a, b string) string { return "(" + a + "+" + b + ")" })

// testdata/order.txt has stories: commands up to a line of dashes, then what
// they print.
func TestOrder(t *testing.T) {
	const file = "testdata/order.txt"
	input, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var output strings.Builder
	for i, story := range strings.Split(strings.TrimSpace(string(input)), "\n\n#") {
		if i > 0 {
			story = "\n\n#" + story
		}
		commands, want, _ := strings.Cut(story, "\n----")
		got := strings.TrimSpace(new(teller).tell(t, commands))
		if want = strings.TrimSpace(want); got != want && !*rewrite {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s", commands, got, want)
		}
		fmt.Fprintf(&output, "%s\n----\n%s", commands, got)
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(output.String()+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// A teller runs the commands of a story.
type teller struct {
	partial Partial
	round   Round[string, string] // the same, if it is one
}

func (s *teller) tell(t *testing.T, commands string) string {
	var out strings.Builder
	for _, line := range strings.Split(commands, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		words := strings.Fields(line)
		answer, err := s.run(words[0], words[1:])
		if err != nil {
			answer = err.Error()
		}
		if answer != "" {
			fmt.Fprintf(&out, "%s: %s\n", line, answer)
		}
	}
	return out.String()
}

func (s *teller) run(command string, args []string) (answer string, err error) {
	switch command {
	case "round":
		s.round = join().NewRound(nil, named(args, "locals"), named(args, "children"))
		s.partial = s.round
	case "relay":
		s.partial = NewRelay("join of string", named(args, "children"))
	case "handover":
		relay := s.partial.(*Relay)
		s.run("round", args)
		err = relay.HandOver(s.partial, nil)
	case "add":
		err = s.round.Add(atoi(args[0]), args[1])
	case "child":
		err = s.give(s.partial.AddChild, args)
	case "away":
		err = s.give(s.round.AddAway, args)
	case "expect":
		s.round.Expect(atoi(args[0]))
	case "missing":
		answer = strconv.Itoa(s.partial.Missing())
	case "encode":
		var e wire.Encoder
		defer func() {
			if p := recover(); p != nil {
				answer = fmt.Sprint(p)
			}
		}()
		s.partial.Encode(&e)
		answer = fmt.Sprintf("%q", e.Bytes())
	case "result":
		answer = fmt.Sprintf("%q", s.round.Result())
	case "reset":
		s.round.Reset(named(args, "locals"), named(args, "children"))
	default:
		err = fmt.Errorf("no such command")
	}
	return answer, err
}

// give hands over a list of partial results; its number comes first.
func (s *teller) give(to func(int, *wire.Decoder) error, args []string) error {
	var e wire.Encoder
	for _, v := range args[1:] {
		start := beginPartial(&e)
		e.String(v)
		endPartial(&e, start)
	}
	var d wire.Decoder
	d.Reset(e.Bytes(), nil)
	err := to(atoi(args[0]), &d)
	clear(e.Bytes()) // a Partial must not keep the bytes
	return err
}

// named returns the number in the argument name=number, 0 if there is none.
func named(args []string, name string) int {
	for _, arg := range args {
		if value, ok := strings.CutPrefix(arg, name+"="); ok {
			return atoi(value)
		}
	}
	return 0
}

func atoi(word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		panic(err)
	}
	return n
}
