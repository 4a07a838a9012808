package peers

import (
	"io"
	"net"
	"net/rpc"
	"os"
	"os/exec"
	"path/filepath"
)

// rpcServerWord makes a process the server, at the socket of the next word.
const rpcServerWord = "-rpc-server"

// An Adder answers by net/rpc.
type Adder struct{}

// Terms are the arguments of Add.
type Terms struct{ X, Y int }

// Add returns the sum.
func (Adder) Add(t Terms, sum *int) error {
	*sum = t.X + t.Y
	return nil
}

// Echo returns its bytes.
func (Adder) Echo(b []byte, back *[]byte) error {
	*back = b
	return nil
}

// serveRPC serves one connection, and ends with it.
func serveRPC(args []string) {
	listener := must(net.Listen("unix", args[0]))
	check(rpc.Register(Adder{}))
	os.Stdout.WriteString("ready\n")
	rpc.ServeConn(must(listener.Accept()))
}

// dialRPC starts a server and connects to it.
func dialRPC() (client *rpc.Client, end func()) {
	folder := must(os.MkdirTemp("", "charm-bench-rpc-*"))
	socket := filepath.Join(folder, "socket")
	server := exec.Command(must(os.Executable()), rpcServerWord, socket)
	server.Stderr = os.Stderr
	out := must(server.StdoutPipe())
	check(server.Start())
	must(io.ReadFull(out, make([]byte, len("ready\n"))))
	client = must(rpc.Dial("unix", socket))
	os.RemoveAll(folder) // the connection lasts
	return client, func() {
		client.Close()
		server.Wait()
	}
}

// rpcOneWay sends bytes, which come back; times counts both ways.
func rpcOneWay(_, size, times int) (once, end func()) {
	client, end := dialRPC()
	bytes := make([]byte, size)
	return func() {
		for range times / 2 {
			var back []byte
			check(client.Call("Adder.Echo", bytes, &back))
		}
	}, end
}

// rpcReply asks for sums.
func rpcReply(_, _, times int) (once, end func()) {
	client, end := dialRPC()
	return func() {
		var sum int
		for i := range times {
			check(client.Call("Adder.Add", Terms{i, i}, &sum))
		}
	}, end
}

// rpcStream asks for sums, with so many questions in flight.
func rpcStream(_, _, times int) (once, end func()) {
	client, end := dialRPC()
	return func() {
		done := make(chan *rpc.Call, inFlight)
		for i := range times {
			if i >= inFlight {
				check((<-done).Error)
			}
			client.Go("Adder.Add", Terms{i, i}, new(int), done)
		}
		for range min(times, inFlight) {
			check((<-done).Error)
		}
	}, end
}
