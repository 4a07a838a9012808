package boot

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/internal/topology"
	"github.com/charm4go/charm/lb"
	"github.com/charm4go/charm/trace"
)

// Settings are the options of a run, as given by the words of the command line
// that begin with +. The zero value is what no words mean, except that [Parse]
// fills in Timeout.
type Settings struct {
	PEs     int           // +p: number of PEs; 0 if not given
	Quiet   bool          // ++quiet: no progress notes
	Verbose bool          // ++verbose: every step, and whole stacks
	Timeout time.Duration // ++timeout: how long PEs may take to join; 0: no limit
	Limit   time.Duration // ++timelimit: how long the job may take; 0: no limit
	Help    bool          // ++help was given
	About   string        // what +balancer help prints, if it was given
	Prefix  bool          // +prefix: mark every line of output with its PE

	LocalCopy bool           // +local-copy: copy arguments of calls within a PE too
	Placement placement      // +setcpuaffinity, +pemap, +excludecore, +showcpuaffinity; +pauto, ++processPer…
	RingSize  int            // +ring-size: bytes of a PE's inbox; 0: the default
	Profile   bool           // +profile: measure where the time goes
	Watch     time.Duration  // +watch: how long a method may keep its PE; 0: not given, < 0: for ever
	Balance   lb.Settings    // +balancer, +LB…
	Trace     trace.Settings // +trace, +traceroot, +trace-events, +logsize, +traceoff, +gz-trace

	Local       bool              // ++local: this host only, whatever lists of hosts there are
	Nodelist    string            // ++nodelist: file of hosts
	Nodegroup   string            // ++nodegroup: group in it
	NumHosts    int               // ++numHosts: use the first so many; 0: all
	UseIP       string            // ++useip: network, address or interface by which hosts reach each other
	RemoteShell string            // ++remote-shell: command
	RunScript   string            // ++runscript: what starts PEs, given the program and its arguments
	MaxSSH      int               // ++maxssh: hosts that are reached at once; 0: the default
	Binaries    map[string]string // ++binary: files of the program, by GOOS/GOARCH

	forPEs []string // the words that PEs read, to hand on to them
}

// defaultTimeout is what ++timeout is when it is not given: Charm's value.
const defaultTimeout = 60 * time.Second

// A part says who reads an option.
type part uint8

const (
	byLauncher part = iota
	byPEs           // it is handed on
)

// An option is one row of the table that parsing, help and suggestions come
// from.
type option struct {
	name  string // with its plus signs
	arg   string // what the argument is called; "" if there is none
	glued bool   // the argument may also follow without a space: +p4
	read  part
	set   func(s *Settings, arg string) error
	help  string
}

// The table. Names and meanings are Charm's where Charm has the option.
var options = []option{
	{"+p", "N", true, byLauncher, setPEs,
		"run N PEs, one process each; auto: as many as there are CPUs to use, by the affinity mask, the cgroup's quota and Slurm's allocation"},
	{"++p", "N", false, byLauncher, setPEs,
		"the same as +p N"},
	{"++n", "N", false, byLauncher, setPEs,
		"run N processes; the same as +p N, since a PE is a process"},
	{"++np", "N", false, byLauncher, setPEs,
		"the same as ++n N"},
	{"++auto-provision", "", false, byLauncher, setAuto("++auto-provision"),
		"the same as +pauto"},
	{"++autoProvision", "", false, byLauncher, setAuto("++autoProvision"),
		"the same as +pauto"},
	{"++processPerHost", "N", false, byLauncher, setProvision("++processPerHost", topology.Host),
		"run N PEs on each host"},
	{"++processPerSocket", "N", false, byLauncher, setProvision("++processPerSocket", topology.Socket),
		"run N PEs on each host for each of its sockets with CPUs to use"},
	{"++processPerCore", "N", false, byLauncher, setProvision("++processPerCore", topology.Core),
		"run N PEs on each host for each of its cores to use"},
	{"++processPerPU", "N", false, byLauncher, setProvision("++processPerPU", topology.PU),
		"run N PEs on each host for each of its hardware threads to use"},
	{"++local", "", false, byLauncher, turnOn(func(s *Settings) *bool { return &s.Local }),
		"run on this host only, whatever lists of hosts there are"},
	{"++nodelist", "FILE", false, byLauncher, setText(func(s *Settings) *string { return &s.Nodelist }),
		"run on the hosts that FILE lists, in Charm's format; without it: $NODELIST, what the batch system says, ./nodelist, ~/.nodelist, or else this host"},
	{"++nodegroup", "GROUP", false, byLauncher, setText(func(s *Settings) *string { return &s.Nodegroup }),
		"use the hosts of that group (main)"},
	{"++numHosts", "N", false, byLauncher, setCount(func(s *Settings) *int { return &s.NumHosts }),
		"use the first N hosts of the list"},
	{"++useip", "NET", false, byLauncher, setText(func(s *Settings) *string { return &s.UseIP }),
		"let hosts reach each other in that network (10.1.0.0/16), that of an address (10.1.0.7), or by an interface (eth1)"},
	{"++remote-shell", "CMD", false, byLauncher, setText(func(s *Settings) *string { return &s.RemoteShell }),
		"reach hosts with that command instead of $CONV_RSH or ssh"},
	{"++maxssh", "N", false, byLauncher, setCount(func(s *Settings) *int { return &s.MaxSSH }),
		"reach N hosts at a time (16)"},
	{"++maxrsh", "N", false, byLauncher, setCount(func(s *Settings) *int { return &s.MaxSSH }),
		"the same as ++maxssh N"},
	{"++batch", "N", false, byLauncher, setCount(func(s *Settings) *int { return &s.MaxSSH }),
		"the same as ++maxssh N"},
	{"++binary", "OS/ARCH=FILE", false, byLauncher, addBinary,
		"the program for hosts of another kind, such as linux/arm64=./hello.arm64; may be given several times"},
	{"++timeout", "S", false, byLauncher, setTimeout,
		"give the PEs S seconds to join (60); 0: wait for ever"},
	{"++timelimit", "S", false, byLauncher, setLimit,
		"end the job after S seconds"},
	{"++runscript", "FILE", false, byLauncher, setText(func(s *Settings) *string { return &s.RunScript }),
		"start each PE by that command, which is given the program and its arguments and is to run them"},
	{"++quiet", "", false, byLauncher, turnOn(func(s *Settings) *bool { return &s.Quiet }),
		"print no progress notes; the cause of a failure is still told"},
	{"++verbose", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Verbose }),
		"print every step of start and end, and stacks with the frames of the runtime"},
	{"++help", "", false, byLauncher, turnOn(func(s *Settings) *bool { return &s.Help }),
		"print this and end"},
	{"+prefix", "", false, byLauncher, turnOn(func(s *Settings) *bool { return &s.Prefix }),
		"begin every line of output with its PE, as [3]"},
	{"+setcpuaffinity", "", false, byLauncher, turnOn(func(s *Settings) *bool { return &s.Placement.Bind }),
		"bind each PE to a CPU of its own, as far as there are CPUs to use; with ++processPer…, to its part of the host, socket, core or hardware thread"},
	{"+pemap", "CPUS", false, byLauncher, setPEMap,
		"bind the PEs of each host to these CPUs in turn: 0-3,8; 0-8:2 each second; 0-15:4.3 three of each four; 0-3+4 each with the fourth after it"},
	{"+excludecore", "CPU", false, byLauncher, excludeCPU,
		"bind PEs to CPUs, but to that one none; may be given several times"},
	{"+showcpuaffinity", "", false, byLauncher, turnOn(func(s *Settings) *bool { return &s.Placement.Show }),
		"tell which CPUs each PE runs on"},
	{"+ring-size", "BYTES", false, byLauncher, setRingSize,
		"size of each PE's inbox of shared memory, a power of two; K and M are understood"},
	{"+local-copy", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.LocalCopy }),
		"copy the arguments of calls between chares of one PE, as between PEs"},
	{"+profile", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Profile }),
		"measure where the time of each PE goes, by chare and entry method, and print it at the end"},
	{"+trace", "FILE", false, byPEs, setText(func(s *Settings) *string { return &s.Trace.File }),
		"write what the PEs do as a timeline, for ui.perfetto.dev or chrome://tracing; compressed if FILE ends in .gz; if it is a folder, to PROGRAM.json.gz there"},
	{"+traceroot", "DIR", false, byPEs, setTraceRoot,
		"the same as +trace DIR/"},
	{"+trace-events", "N", false, byPEs, setTraceEvents,
		"keep the newest N events of each PE (100000), 64 bytes each"},
	{"+logsize", "N", false, byPEs, setTraceEvents,
		"the same as +trace-events N"},
	{"+gz-trace", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Trace.Gzip }),
		"compress the trace, and add .gz to the name of the file"},
	{"+traceoff", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Trace.Off }),
		"trace nothing until the program turns that on"},
	{"+watch", "S", false, byPEs, setWatch,
		"report an entry method that keeps its PE for S seconds (10) without ending or waiting; 0: never"},
	{"+balancer", "NAME", false, byPEs, addBalancer,
		"move chares between PEs so that all are equally busy, by that strategy; several times: one after the other; help: list them"},
	{"+LBLoop", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Balance.Loop }),
		"begin with the first balancer again after the last"},
	{"+LBPeriod", "S", false, byPEs, setPeriod,
		"balance every S seconds, and not when chares call AtSync"},
	{"+LBThreshold", "PERCENT", false, byPEs, setThreshold,
		"move nothing unless the busiest PE gains more than that (2)"},
	{"+LBDebug", "N", false, byPEs, setLBDebug,
		"tell about each step of balancing: 1: a line, 2: each PE, 3: each move"},
	{"+LBSyncResume", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Balance.SyncResume }),
		"let no chare go on after balancing before all have moved"},
	{"+LBOff", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Balance.Off }),
		"measure no loads until the program turns that on"},
	{"+LBObjOnly", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Balance.ObjectsOnly }),
		"take no account of what PEs do besides chares that can move"},
	{"+LBCommOn", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Balance.Comm }),
		"measure which chares send to which, for the balancers that look at it; those that need it turn it on"},
	{"+LBTestPESpeed", "", false, byPEs, turnOn(func(s *Settings) *bool { return &s.Balance.TestSpeed }),
		"measure how fast each PE is, for hosts that differ"},
	{"+LBDump", "FILE", false, byPEs, setText(func(s *Settings) *string { return &s.Balance.Dump }),
		"write what each step has measured to FILE, for lbsim; compressed if its name ends in .gz"},
}

// turnOn returns the set function of an option without argument.
func turnOn(field func(*Settings) *bool) func(*Settings, string) error {
	return func(s *Settings, _ string) error {
		*field(s) = true
		return nil
	}
}

// setText returns the set function of an option whose argument is kept as it is.
func setText(field func(*Settings) *string) func(*Settings, string) error {
	return func(s *Settings, arg string) error {
		*field(s) = arg
		return nil
	}
}

// setCount returns the set function of an option that counts something.
func setCount(field func(*Settings) *int) func(*Settings, string) error {
	return func(s *Settings, arg string) error {
		n, err := count(arg)
		if err == nil {
			*field(s) = n
		}
		return err
	}
}

// count reads a number of things of which there are as many as PEs, at most.
func count(arg string) (int, error) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > maxPEs {
		return 0, fmt.Errorf("want a number from 1 to %d", maxPEs)
	}
	return n, nil
}

func addBinary(s *Settings, arg string) error {
	system, path, ok := strings.Cut(arg, "=")
	if !ok || strings.Count(system, "/") != 1 || path == "" {
		return errors.New("want the system, = and a file, such as linux/arm64=./hello.arm64")
	}
	if s.Binaries == nil {
		s.Binaries = map[string]string{}
	}
	s.Binaries[system] = path
	return nil
}

func setPEs(s *Settings, arg string) error {
	if arg == "auto" {
		return provision{1, topology.PU, "+pauto"}.take(s)
	}
	n, err := count(arg)
	if err != nil {
		return fmt.Errorf("want a number of PEs from 1 to %d, or auto", maxPEs)
	}
	if s.PEs != 0 && s.PEs != n {
		return errors.New("another number of PEs is given as well")
	}
	s.PEs = n
	return nil
}

func setPEMap(s *Settings, arg string) (err error) {
	s.Placement.Bind = true
	s.Placement.CPUs, err = parsePEMap(arg)
	return err
}

func excludeCPU(s *Settings, arg string) error {
	cpu, err := strconv.Atoi(arg)
	if err != nil || cpu < 0 {
		return errors.New("want the number of a CPU")
	}
	s.Placement.Bind = true
	s.Placement.Exclude = append(s.Placement.Exclude, cpu)
	return nil
}

func setTimeout(s *Settings, arg string) (err error) {
	s.Timeout, err = seconds(arg)
	return err
}

func setLimit(s *Settings, arg string) (err error) {
	s.Limit, err = seconds(arg)
	return err
}

func setWatch(s *Settings, arg string) (err error) {
	if s.Watch, err = seconds(arg); s.Watch == 0 {
		s.Watch = -1
	}
	return err
}

func setTraceRoot(s *Settings, arg string) error {
	s.Trace.File = strings.TrimRight(arg, "/") + "/"
	return nil
}

func setTraceEvents(s *Settings, arg string) error {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > trace.MaxEvents {
		return fmt.Errorf("want a number of events from 1 to %d", trace.MaxEvents)
	}
	s.Trace.Events = n
	return nil
}

func addBalancer(s *Settings, arg string) error {
	_, err := lb.New(arg)
	if errors.Is(err, lb.ErrHelp) {
		s.About = lb.Help()
		return nil
	}
	s.Balance.Balancers = append(s.Balance.Balancers, arg)
	return err
}

func setPeriod(s *Settings, arg string) error {
	period, err := seconds(arg)
	if err == nil && period <= 0 {
		err = errors.New("want more than 0 seconds")
	}
	s.Balance.Period = period.Seconds()
	return err
}

func setThreshold(s *Settings, arg string) error {
	percent, err := strconv.ParseFloat(strings.TrimSuffix(arg, "%"), 64)
	if err != nil || !(percent >= 0 && percent <= 100) {
		return errors.New("want a percentage from 0 to 100")
	}
	if s.Balance.Threshold = percent / 100; percent == 0 {
		s.Balance.Threshold = -1
	}
	return nil
}

func setLBDebug(s *Settings, arg string) error {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 || n > 3 {
		return errors.New("want 0, 1, 2 or 3")
	}
	s.Balance.Debug = n
	return nil
}

func seconds(arg string) (time.Duration, error) {
	secs, err := strconv.ParseFloat(arg, 64)
	if err != nil || !(secs >= 0 && secs <= 1e9) {
		return 0, errors.New("want seconds")
	}
	return time.Duration(secs * float64(time.Second)), nil
}

func setRingSize(s *Settings, arg string) error {
	digits, unit := arg, 1
	switch {
	case strings.HasSuffix(arg, "K"):
		digits, unit = arg[:len(arg)-1], 1<<10
	case strings.HasSuffix(arg, "M"):
		digits, unit = arg[:len(arg)-1], 1<<20
	}
	n, err := strconv.Atoi(digits)
	if n *= unit; err != nil || n < 4096 || n > 1<<30 || n&(n-1) != 0 {
		return errors.New("want a power of two from 4K to 1024M")
	}
	s.RingSize = n
	return nil
}

// Parse takes the words that are options of a run from the arguments of a
// program (without the program's name) and returns the settings and the rest.
// Options may stand anywhere before "--"; what follows that is the program's,
// and the first "--" itself is gone from the rest.
func Parse(args []string) (Settings, []string, error) {
	s := Settings{Timeout: defaultTimeout}
	var rest []string
	for i := 0; i < len(args); i++ {
		word := args[i]
		if word == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if !strings.HasPrefix(word, "+") {
			rest = append(rest, word)
			continue
		}
		o, arg, ok := find(word)
		if !ok {
			return s, nil, unknown(word)
		}
		words := []string{word}
		if o.arg != "" && arg == "" {
			if i++; i == len(args) {
				return s, nil, fmt.Errorf("%s wants an argument: %s %s", word, o.name, o.arg)
			}
			arg = args[i]
			words = append(words, arg)
		}
		if err := o.set(&s, arg); err != nil {
			return s, nil, fmt.Errorf("%s: %w", strings.Join(words, " "), err)
		}
		if o.read == byPEs {
			s.forPEs = append(s.forPEs, words...)
		}
	}
	return s, rest, nil
}

// find returns the option that word names, and the argument if it is glued to
// the name. What follows a glued name must look like its argument, so that
// +prefx is not +p with "refx".
func find(word string) (o option, arg string, ok bool) {
	for _, o := range options {
		if word == o.name {
			return o, "", true
		}
	}
	for _, o := range options {
		arg, cut := strings.CutPrefix(word, o.name)
		if o.glued && cut && (arg == "auto" || strings.Trim(arg, "-0123456789") == "") {
			return o, arg, true
		}
	}
	return option{}, "", false
}

func unknown(word string) error {
	if text, ok := instead(word); ok {
		return fmt.Errorf("%s is an option of Charm++ that is not here: %s", word, text)
	}
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.name
	}
	hint := ""
	if near := nearest(word, names); near != "" {
		hint = fmt.Sprintf(" (did you mean %s?)", near)
	}
	return fmt.Errorf("unknown option %s%s; ++help lists all, and words after -- belong to the program", word, hint)
}

// PrintOptions writes the table of options, for a help text.
func PrintOptions(w io.Writer) {
	for _, o := range options {
		usage := o.name
		switch {
		case o.glued:
			usage += o.arg + ", " + o.name + " " + o.arg
		case o.arg != "":
			usage += " " + o.arg
		}
		fmt.Fprintf(w, "  %-22s%s\n", usage, wrap(o.help, 76, 24))
	}
}

// wrap breaks text into lines of at most width characters; all but the first
// are indented.
func wrap(text string, width, indent int) string {
	var b strings.Builder
	column := indent
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
