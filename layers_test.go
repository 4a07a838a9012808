package charm_test

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// A rung is a package of the ladder: what it may import besides the standard
// library, and why no more.
type rung struct {
	pkg     string
	imports string // of ours by their folders, of others by their paths
	why     string
}

// ladder has all packages, and what each may import stands above it. So there
// is no cycle, and a reader who starts at the top never has to look down.
// Imports of tests do not count.
var ladder = []rung{
	{"coro", "", "a mechanism: nothing of ours, so that it can be read and measured alone"},
	{"tree", "", "a calculation: facts in, facts out; others send"},
	{"ring", "", "moves records through any bytes, wherever they come from"},
	{"shm", "github.com/edsrzf/mmap-go golang.org/x/sys/unix", "obtains memory and sleeps on it, whatever it is used for"},
	{"internal/bulk", "", "copies many bytes, whosever they are"},
	{"wire", "internal/bulk", "turns values to bytes, whoever sends them"},
	{"trace", "", "keeps and writes events, whatever they are of"},

	{"internal/stack", "", "tells whose a frame is; nothing runs here"},
	{"internal/topology", "", "a calculation: from the files of a host's kernel to its cores and sockets"},
	{"internal/nodelist", "", "a calculation: from the text of host files and batch systems to hosts; it reads none of them itself"},

	{"reduce", "wire", "a calculation over values that can travel; chare sends"},
	{"lb", "", "a calculation: measurements in, plans out; chare measures and moves"},
	{"lb/dump", "lb", "what lb calculates with, as text; lb itself reads no files"},

	{"netlayer", "", "the interface alone: who uses a Port does not depend on who carries it"},
	{"netlayer/nettest", "netlayer", "the promises as tests, for every carrier alike"},
	{"netlayer/internal/ringnet", "internal/bulk netlayer ring", "what the carriers by memory have in common; they bring the memory"},
	{"netlayer/inproc", "netlayer netlayer/internal/ringnet ring", "ringnet over the heap"},
	{"netlayer/shmem", "netlayer netlayer/internal/ringnet ring shm", "ringnet over shared memory: the one place where ring and shm meet"},
	{"netlayer/route", "netlayer", "over the Port of one host, a Port of all hosts; it sends to a gateway and does not know of what kind"},
	{"netlayer/quic", "netlayer netlayer/inproc netlayer/route shm github.com/puzpuzpuz/xsync/v3 github.com/quic-go/quic-go github.com/quic-go/quic-go/qlog github.com/quic-go/quic-go/qlogwriter golang.org/x/net/ipv4 golang.org/x/sys/unix", "the gateway between hosts: the one place that knows QUIC"},
	{"netlayer/sim", "netlayer", "a network in which a seed decides the order"},

	{"pe", "coro netlayer", "a scheduler of items and messages; it knows nothing of chares"},
	{"internal/remote", "internal/nodelist", "starts a program on another host; what the program then says is for those above"},
	{"boot", "lb internal/nodelist internal/remote internal/stack internal/topology netlayer netlayer/inproc netlayer/quic netlayer/route netlayer/shmem shm trace golang.org/x/sys/unix", "starts processes and gives each a Port; it knows nothing of what they do"},

	{"chare", "boot coro internal/bulk internal/stack lb lb/dump netlayer netlayer/inproc netlayer/quic netlayer/sim pe reduce trace tree wire", "the programming model; it reaches memory and processes through netlayer and boot only"},
	{"chare/charetest", "chare", "uses chare as any program does"},

	{"pool", "chare wire", "a program written with chares: it uses the public interface only"},

	{"internal/conformance", "chare pool reduce wire", "programs that try what chare promises, as users would write them"},
	{"internal/balancing", "chare reduce wire", "programs whose chares are moved, as users would write them"},
	{"internal/reports", "chare wire", "programs that get into trouble, as users would write them"},

	{"internal/gen", "", "from source text to source text: it names chare and wire in what it prints, and needs neither"},
	{"bench/internal/figure", "gonum.org/v1/plot gonum.org/v1/plot/plotter gonum.org/v1/plot/plotutil gonum.org/v1/plot/vg", "the one place that knows gonum/plot, so that no program of users links it"},
	{"bench/internal/report", "", "prints results; what they are of stands above"},
	{"bench/peers", "ring shm", "what users would take instead, without chares; the bare line and memory of the machine are looked at through ring and shm"},
	{"bench", "bench/internal/report bench/peers chare coro reduce ring wire", "programs that measure, as users would write them, and the parts that calls are made of"},
	{"bench/scale", "bench/internal/figure bench/internal/report chare reduce wire", "programs that measure, as users would write them"},
	{"bench/apps", "bench/internal/report", "runs the examples and their peers, as programs: it links no chares"},
	{"bench/taskbench", "bench/internal/figure bench/internal/report chare reduce wire", "a program that measures, as users would write it"},
	{"bench/pool", "chare pool wire github.com/sourcegraph/conc/iter github.com/sourcegraph/conc/pool", "measures the pool against the usual way to do the same with goroutines"},

	{"cmd/charmgen", "internal/gen", "a thin command"},
	{"cmd/lbsim", "lb lb/dump", "balances measurements, without any chares"},
	{"internal/program", "boot internal/gen golang.org/x/sys/unix", "finds and builds what a user names, for all that launch"},
	{"cmd/charmrun", "boot internal/program", "launches any program, so it links no chares"},
	{"launch", "boot internal/program", "charmrun for Go programs: it links no chares either"},
	{"internal/netns", "", "hosts of one machine, by the command ip, for tests and measurements"},
	{"bench/hosts", "chare internal/netns launch wire github.com/quic-go/quic-go", "measures calls between hosts against what they stand on"},
	{"internal/hosts", "", "tests of what users run, from outside"},
}

// programImports is what programs may import: the public interface, and wire,
// which their generated code uses.
const programImports = "chare pool reduce wire"

// allowed returns what a package may import, and whether the ladder has it.
func allowed(pkg string) (imports []string, why string, ok bool) {
	if isExample(pkg) {
		return strings.Fields(programImports), "a program uses what users have, and shows it", true
	}
	for _, r := range ladder {
		if r.pkg == pkg {
			return strings.Fields(r.imports), r.why, true
		}
	}
	return nil, "", false
}

func TestNoImportPointsUp(t *testing.T) {
	for _, p := range packages(t) {
		may, why, ok := allowed(p.dir)
		if !ok {
			t.Errorf("%s is not in the ladder of layers_test.go: give it a place below all that import it", p.dir)
			continue
		}
		for imported, file := range p.imports() {
			if !slices.Contains(may, imported) {
				t.Errorf("%s imports %s, but %s may only import %q (%s): move the code up, or have it handed a function or an interface by those above",
					file, imported, p.dir, may, why)
			}
		}
	}
}

func TestLadderIsOne(t *testing.T) {
	here := map[string]bool{}
	for _, p := range packages(t) {
		here[p.dir] = true
	}
	above := map[string]bool{}
	for _, r := range ladder {
		if !here[r.pkg] {
			t.Errorf("layers_test.go: there is no package %s", r.pkg)
		}
		for _, imported := range strings.Fields(r.imports) {
			if !strings.Contains(imported, ".") && !above[imported] {
				t.Errorf("layers_test.go: %s may import %s, which does not stand above it", r.pkg, imported)
			}
		}
		above[r.pkg] = true
	}
}

// A ban keeps a package of the standard library out of all folders but some.
type ban struct {
	imported string
	but      string // folders
	why      string
}

var bans = []ban{
	{"C", "", "charm4go builds with Go alone"},
	{"log", "", "return an error, or fail the job: one place prints causes, once, and says where they came from"},
	{"math/rand", "", "use math/rand/v2 with a seed that is handed in, so that the same seed does the same"},
	{"crypto/rand", "bench/hosts netlayer/quic", "for keys only; else use math/rand/v2 with a seed that is handed in, so that the same seed does the same"},
	{"reflect", "wire reduce internal/conformance internal/gen", "types are looked at once, in plans of wire and reducers; a message must not pay for it"},
	{"encoding/gob", "bench/peers wire", "package wire is how values travel; it only knows the interfaces of gob"},
	{"net/http", "", "it makes every program larger by megabytes"},
	{"os/exec", "bench bench/apps bench/hosts bench/peers bench/scale boot cmd/charmgen internal/gen internal/netns internal/program internal/remote", "only a launcher starts processes, and only a command calls the go command, or itself"},
	{"time", "bench bench/apps boot chare netlayer/inproc netlayer/internal/ringnet netlayer/nettest netlayer/quic netlayer/shmem netlayer/sim netlayer pe pool shm wire internal/conformance bench/hosts bench/hosts bench/pool bench/internal/report bench/scale bench/taskbench internal/program internal/remote cmd/lbsim examples/* examples/tutorial/*",
		"calculations depend on their input alone, so that they can be tested by data and repeated"},
}

func TestForbiddenImports(t *testing.T) {
	for _, p := range packages(t) {
		std := p.standardImports()
		for _, b := range bans {
			file, imports := std[b.imported]
			if imports && !slices.ContainsFunc(strings.Fields(b.but), func(folder string) bool {
				match, _ := path.Match(folder, p.dir)
				return match
			}) {
				t.Errorf("%s imports %s: %s (layers_test.go)", file, b.imported, b.why)
			}
		}
	}
}

// imports returns the imports of a package outside the standard library, each
// with a file that has it.
func (p pkg) imports() map[string]string {
	found := map[string]string{}
	for _, f := range p.files {
		for _, imported := range f.imports() {
			if strings.Contains(imported, ".") && !f.test {
				found[strings.TrimPrefix(imported, modulePath+"/")] = f.path
			}
		}
	}
	return found
}

// standardImports returns the others.
func (p pkg) standardImports() map[string]string {
	found := map[string]string{}
	for _, f := range p.files {
		for _, imported := range f.imports() {
			if !strings.Contains(imported, ".") && !f.test {
				found[imported] = f.path
			}
		}
	}
	return found
}

// sorted returns the keys of a map in order.
func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
