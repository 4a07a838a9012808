// Package peers does by other means of Go what chares do, so that both can be
// measured: by goroutines and channels in one process, by net/rpc between two,
// and by bare memory, which shows what the machine can do at most.
package peers

// A Bench makes ready to do something, which pes goroutines or processes share, of
// a size. What it returns does it so many times, and cleans up in the end.
type Bench func(pes, size, times int) (once, end func())

// Benches are all there are.
var Benches = map[string]Bench{
	"channels/oneway":    channelOneWay,
	"channels/reply":     channelReply,
	"channels/stream":    channelStream,
	"channels/broadcast": channelBroadcast,
	"channels/allreduce": channelAllReduce,
	"channels/create":    channelCreate,
	"rpc/oneway":         rpcOneWay,
	"rpc/reply":          rpcReply,
	"rpc/stream":         rpcStream,
	"line/oneway":        lineOneWay,
	"memory/copy":        memoryCopy,
	"gob/numbers":        gobNumbers,
}

// servers are what the benches need as processes of their own, by the first word
// of the command line.
var servers = map[string]func(args []string){
	rpcServerWord: serveRPC,
	lineWord:      serveLine,
}

// Serve reports whether the words of a command line start a server of a bench. If
// so, it runs until its bench ends.
func Serve(words []string) bool {
	if len(words) == 0 || servers[words[0]] == nil {
		return false
	}
	servers[words[0]](words[1:])
	return true
}

// nothing is for benches that leave nothing behind.
func nothing() {}

// must is for what fails only if the machine is in a bad way.
func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
