package chare

import "fmt"

// traceNames are the names of the events of a PE: by their numbers those of entry
// methods, which are numbered by entryInfo.pool, then three of each class, those
// of the runtime, and those of the program's own events.
type traceNames struct {
	k       *kernel
	classes uint32 // the first of those of classes
	kinds   uint32 // the first of those of the runtime
	users   []string
	byName  map[string]uint32
}

// The first names.
const (
	nameIdle uint32 = iota
	nameMain
	nameRuntime
	nameStep
	nameOthers
	firstEntryName
)

var firstNames = [firstEntryName]string{"idle", "main", "runtime", "load balancing", "other names"}

// maxUserNames bounds the names of the program's own events: those that come
// later have one name.
const maxUserNames = 1 << 16

func (n *traceNames) init(k *kernel) {
	n.k = k
	n.classes = firstEntryName + uint32(len(k.pools))
	n.kinds = n.classes + 3*uint32(len(k.classes))
	n.byName = map[string]uint32{}
}

// of returns the name of an activity.
func (n *traceNames) of(a *activity) uint32 {
	switch info := a.info; {
	case info == nil:
		return nameRuntime
	case info.class != nil:
		return firstEntryName + info.pool
	case info == &reduceInfo:
		return n.classes + 3*a.coll.class.id
	case info == &moveInfo:
		return n.classes + 3*a.el.loc.coll.class.id + 1
	case info == &migratedInfo:
		return n.classes + 3*a.el.loc.coll.class.id + 2
	default:
		return nameMain
	}
}

// ofKind returns that of a kind of messages.
func (n *traceNames) ofKind(k kind) uint32 { return n.kinds + uint32(k) }

// user returns that of an event of the program's own.
func (n *traceNames) user(name string) uint32 {
	id, ok := n.byName[name]
	if !ok {
		if len(n.users) == maxUserNames {
			return nameOthers
		}
		id = n.kinds + uint32(len(kindNames)+len(n.users))
		n.users = append(n.users, name)
		n.byName[name] = id
	}
	return id
}

// name returns the text of a name.
func (n *traceNames) name(id uint32) string {
	switch {
	case id < firstEntryName:
		return firstNames[id]
	case id < n.classes:
		return n.entry(id - firstEntryName)
	case id < n.kinds:
		i := id - n.classes
		return n.k.classes[i/3].Name() + [...]string{".reduction", ".Migrate", ".Migrated"}[i%3]
	case id < n.kinds+uint32(len(kindNames)):
		return kindNames[id-n.kinds]
	default:
		return n.users[int(id-n.kinds)-len(kindNames)]
	}
}

// entry returns the name of the entry method whose calls come from a pool.
func (n *traceNames) entry(pool uint32) string {
	for _, class := range n.k.classes {
		for _, e := range append([]entry{class.init}, class.entries...) {
			if e != nil && e.info().pool == pool {
				return class.Name() + "." + e.info().name
			}
		}
	}
	panic(fmt.Sprintf("chare: no entry method has pool %d", pool))
}

// kindNames are what the runtime does with messages of a kind, in traces.
var kindNames = [...]string{
	kindCall: "call", kindCast: "broadcast", kindCastAsk: "broadcast", kindCreate: "create", kindCreateAsk: "create",
	kindFuture: "result", kindCollected: "results", kindInsert: "insert", kindInserted: "insert", kindLocated: "locate",
	kindFlush: "locate", kindFlushed: "locate", kindForward: "broadcast", kindDeclined: "broadcast", kindAsleep: "reduction",
	kindChosen: "section", kindReleased: "section", kindMigrate: "migrate", kindArrive: "migrate", kindChannel: "channel",
	kindBalance: "load balancing", kindPassed: "pass on", kindWatch: "quiescence", kindProbe: "quiescence", kindIdle: "quiescence",
	kindBalanceIdle: "load balancing", kindExit: "exit",
	kindReduce: "reduction", kindReduced: "reduction", kindBegin: "reduction", kindPart: "reduction", kindFinish: "reduction",
	kindTakeOver: "reduction", kindAway: "reduction",
}
