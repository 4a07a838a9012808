package nodelist

import (
	"bytes"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
)

// A Host is a host to run on, and how to reach it.
type Host struct {
	Name  string // or address
	CPUs  int    // what it counts for when PEs are dealt out; 0: not said
	Login string // user there; empty: the remote shell's default
	Port  int    // of its sshd; 0: the remote shell's default
	Shell string // the remote shell, a command; empty: the run's
	Setup string // a command of sh to run there before the program; may be empty

	// PathFrom is the beginning of a path that reads PathTo on this host.
	PathFrom, PathTo string
}

// MainGroup is the group of a file that is used if none is named.
const MainGroup = "main"

// maxHosts bounds the hosts of a job. It keeps a slip such as n[1-99999999]
// from being tried.
const maxHosts = 4096

// Parse returns the hosts of a group, in the order of the file. A host that
// stands there twice counts once. The file's name is for errors.
func Parse(file string, text []byte, group string) ([]Host, error) {
	p := parser{group: MainGroup}
	groups := []string{}
	n := 0
	for raw := range bytes.Lines(text) {
		n++
		line := strings.TrimSpace(string(raw))
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.line(line, group); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		if !slices.Contains(groups, p.group) {
			groups = append(groups, p.group)
		}
	}
	if len(p.hosts) == 0 {
		return nil, fmt.Errorf("%s: no hosts in group %s; want lines such as \"host NAME\" below \"group %s\"%s",
			file, group, group, others(groups, group))
	}
	return p.hosts, nil
}

// others tells which groups there are instead.
func others(groups []string, group string) string {
	groups = slices.DeleteFunc(groups, func(g string) bool { return g == group })
	if len(groups) == 0 {
		return ""
	}
	return " (its groups: " + strings.Join(groups, ", ") + ")"
}

// A parser has what the lines so far have said.
type parser struct {
	group  string
	named  bool // the first group has begun
	all    Host // what qualifiers have said before that
	common Host // and for the hosts that follow now
	hosts  []Host
}

func (p *parser) line(line, wanted string) error {
	word, rest := cutWord(line)
	switch word {
	case "group":
		name, rest := cutWord(rest)
		if name == "" || strings.HasPrefix(name, "+") {
			return fmt.Errorf("group without a name; want \"group NAME\"")
		}
		p.group, p.named, p.common = name, true, p.all
		return qualify(&p.common, rest)
	case "host":
		name, rest := cutWord(rest)
		if name == "" || strings.HasPrefix(name, "+") {
			return fmt.Errorf("host without a name; want \"host NAME\"")
		}
		if strings.HasPrefix(name, "-") {
			return fmt.Errorf("host %s: a name that begins with - would be an option of the remote shell", name)
		}
		h := p.common
		h.Name = name
		if err := qualify(&h, rest); err != nil {
			return fmt.Errorf("host %s: %w", name, err)
		}
		return p.add(h, wanted)
	}
	err := qualify(&p.common, line)
	if !p.named {
		p.all = p.common
	}
	return err
}

func (p *parser) add(h Host, wanted string) error {
	same := func(o Host) bool { return o.Name == h.Name && o.Port == h.Port && o.Login == h.Login }
	if p.group != wanted || slices.ContainsFunc(p.hosts, same) {
		return nil
	}
	if len(p.hosts) == maxHosts {
		return fmt.Errorf("more than %d hosts", maxHosts)
	}
	p.hosts = append(p.hosts, h)
	return nil
}

// qualify gives h the qualifiers in text.
func qualify(h *Host, text string) error {
	for {
		word, rest := cutWord(text)
		if word == "" {
			return nil
		}
		name := strings.TrimPrefix(word, "++")
		if name == "setup" { // takes the rest of the line
			if h.Setup = rest; rest == "*" {
				h.Setup = ""
			}
			return nil
		}
		value, rest := cutWord(rest)
		if value == "" && slices.Contains(qualifiers, name) {
			return fmt.Errorf("%s without a value", word)
		}
		var err error
		if rest, err = set(h, name, value, rest); err != nil {
			return err
		}
		text = rest
	}
}

// qualifiers are those that take a word.
var qualifiers = []string{"login", "user", "shell", "port", "cpus", "pathfix",
	"speed", "ext", "nice", "passwd", "debugger", "xterm"}

// set gives h one qualifier, and returns what is left of the line.
func set(h *Host, name, value, rest string) (string, error) {
	taken := value
	if value == "*" {
		taken = ""
	}
	var err error
	switch name {
	case "login", "user":
		if strings.HasPrefix(taken, "-") {
			return "", fmt.Errorf("%s %s: a name that begins with - would be an option of the remote shell", name, taken)
		}
		h.Login = taken
	case "shell":
		h.Shell = taken
	case "port":
		h.Port, err = number(name, taken, 65535)
	case "cpus":
		h.CPUs, err = number(name, taken, 1<<20)
	case "pathfix":
		h.PathFrom, h.PathTo = "", ""
		if taken != "" {
			h.PathFrom = taken
			if h.PathTo, rest = cutWord(rest); h.PathTo == "" {
				return "", fmt.Errorf("pathfix %s: want two directories, the one here and the one there", taken)
			}
		}
	case "speed", "ext", "nice", "passwd", "debugger", "xterm":
		// Charm has them; here they mean nothing.
	default:
		return "", fmt.Errorf("unknown word %q; want group, host, login, shell, port, cpus, pathfix or setup", name)
	}
	return rest, err
}

// number reads a number from 1 to most; an empty value stands for "not said".
func number(name, value string, most int) (int, error) {
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("%s %s: want a number from 1 to %d", name, value, most)
	}
	return n, nil
}

// cutWord returns the first word of a text, which may have spaces between
// double quotes, and what follows it.
func cutWord(text string) (word, rest string) {
	text = strings.TrimLeft(text, " \t")
	if quoted, ok := strings.CutPrefix(text, `"`); ok {
		if word, rest, ok := strings.Cut(quoted, `"`); ok {
			return word, strings.TrimLeft(rest, " \t")
		}
	}
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return text[:i], strings.TrimLeft(text[i:], " \t")
	}
	return text, ""
}

// Here reports whether a list of hosts means this host alone: it names nothing
// but localhost. A list that names localhost beside other hosts is an error,
// since the others would look for it on themselves.
func Here(hosts []Host) (bool, error) {
	local := 0
	name := ""
	for _, h := range hosts {
		if IsLoopback(h.Name) {
			local++
			name = h.Name
		}
	}
	if local != 0 && local != len(hosts) {
		return false, fmt.Errorf("%s stands beside other hosts, which would take it for themselves: give this host the name by which they reach it", name)
	}
	return local != 0 && local == len(hosts), nil
}

// IsLoopback reports whether a host's name means whoever asks.
func IsLoopback(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// Deal gives each host its number of PEs: those that count for more CPUs get
// more, in proportion; else they get one after the other in turn, so that six
// PEs on four hosts are 2, 2, 1 and 1.
func Deal(pes int, hosts []Host) []int {
	counts := make([]int, len(hosts))
	cpus := func(i int) int { return max(hosts[i].CPUs, 1) }
	for range pes {
		next := 0
		for i := range hosts {
			// Who is less full, in CPUs: counts/cpus, without fractions.
			if counts[i]*cpus(next) < counts[next]*cpus(i) {
				next = i
			}
		}
		counts[next]++
	}
	return counts
}
