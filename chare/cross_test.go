package chare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/quic"
	"github.com/charm4go/charm/reduce"
	"github.com/charm4go/charm/wire"
)

// A voice is one chare of a choir. It learns a text, which all get by broadcast,
// and sings notes, which are summed up.
type voice struct{ Base }

type voiceLearnArgs struct{ text []byte }

type voiceSingArgs struct {
	notes int
	to    Target[[]float64]
}

var voiceClass = NewClass("github.com/charm4go/charm/chare.voice", func() Chare { return new(voice) })

var voiceInit = NewInit(voiceClass, Method[struct{}, Void]{
	Call:   func(c Chare, t *Task, a *struct{}) (Void, error) { return Void{}, nil },
	Size:   func(a *struct{}) int { return 0 },
	Encode: func(e *wire.Encoder, a *struct{}) {},
	Decode: func(d *wire.Decoder, a *struct{}) {},
})

var voiceLearn = NewEntry(voiceClass, "Learn", Method[voiceLearnArgs, Void]{
	Call:   func(c Chare, t *Task, a *voiceLearnArgs) (Void, error) { return Void{}, nil },
	Encode: func(e *wire.Encoder, a *voiceLearnArgs) { e.ByteSlice(a.text) },
	Decode: func(d *wire.Decoder, a *voiceLearnArgs) { a.text = d.ByteSlice() },
})

var voiceSing = NewEntry(voiceClass, "Sing", Method[voiceSingArgs, Void]{
	Call: func(c Chare, t *Task, a *voiceSingArgs) (Void, error) {
		Reduce(c, slices.Repeat([]float64{1}, a.notes), reduce.Sum[[]float64], a.to)
		return Void{}, nil
	},
	Encode: func(e *wire.Encoder, a *voiceSingArgs) {
		e.Int(a.notes)
		a.to.MarshalWire(e)
	},
	Decode: func(d *wire.Decoder, a *voiceSingArgs) {
		a.notes = d.Int()
		a.to.UnmarshalWire(d)
	},
})

// A broadcast crosses the network once for each host but that of the root, and so
// does a reduction, however many PEs and elements there are. What is sent is so
// long that nothing else counts.
func TestBroadcastsAndReductionsCrossOncePerHost(t *testing.T) {
	for _, hosts := range [][]int{{4, 4}, {3, 1, 6}, {2, 9, 2, 3}} {
		t.Run(fmt.Sprint(hosts), func(t *testing.T) {
			cluster, err := quic.NewCluster(inproc.Options{}, hosts...)
			if err != nil {
				t.Fatal(err)
			}
			defer cluster.Close()
			w := newWorld()
			w.hostOf = cluster.Hosts.OfEach()
			err = w.run(cluster.Ports, func(task *Task) {
				choirs := map[string]Many{
					"a group":          NewGroup(task, voiceInit, struct{}{}),
					"a group of some":  NewGroup(task, voiceInit, struct{}{}, OnPEs(0, 2, 3, 5, 6)),
					"an array":         NewArray(task, Dims(100), voiceInit, struct{}{}),
					"an array of some": NewArray(task, Dims(6), voiceInit, struct{}{}),
				}
				for name, choir := range choirs {
					crosses(t, cluster, name, func() { AwaitAll(choir, voiceLearn, voiceLearnArgs{make([]byte, crossing)}).Get(task) })
					crosses(t, cluster, name, func() {
						f := NewFuture[[]float64](task)
						Broadcast(choir, voiceSing, voiceSingArgs{crossing / 8, f.Target()})
						f.Get(task)
					})
				}
				task.Exit(0)
			}, Options{})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// crossing is how many bytes are broadcast and reduced.
const crossing = 1 << 20

// crosses runs something of a choir, and compares how many bytes have crossed the
// network with those of one crossing for each host that the choir is on, but
// PE 0's.
func crosses(t *testing.T, cluster *quic.Cluster, choir string, run func()) {
	sent := func() (bytes uint64) {
		for _, g := range cluster.Gateways {
			bytes += g.Stats().SentBytes
		}
		return bytes
	}
	last := cluster.Hosts.NumPEs() - 1
	if strings.HasSuffix(choir, "some") {
		last = 6
	}
	others := uint64(cluster.Hosts.Of(last))
	before := sent()
	run()
	if n := sent() - before; n < others*crossing || n > others*crossing+crossing/2 {
		t.Errorf("%s: %d bytes have crossed, want about %d", choir, n, others*crossing)
	}
}
