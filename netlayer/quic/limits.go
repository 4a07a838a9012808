package quic

// limits are how much memory a gateway takes for messages that do not get on.
// They stand in a row: when what is nearest to the PE that receives is full, the
// one before it fills up, and in the end messages stay with the PE that sends.
type limits struct {
	backlog int // in this process, for PEs of this host that do not receive
	held    int // by a lane, behind large messages that have not come yet
	window  int // of each stream, in the memory of quic-go
	queued  int // large messages to be written, in blocks of the PEs; a longer one waits for all others
	batch   int // of each lane, frames to be written
}

const (
	defaultWindow = 8 << 20 // 10 Gbit/s with 6 ms there and back
	leastWindow   = 512 << 10
	allWindows    = 1 << 30 // of all streams of all hosts, or as near as leastWindow lets
)

func defaultLimits(hosts int) limits {
	l := limits{backlog: 32 << 20, held: 4 << 20, window: defaultWindow, queued: 64 << 20, batch: 1 << 20}
	for l.window > leastWindow && l.window*numStreams > allWindows/hosts {
		l.window /= 2
	}
	return l
}
