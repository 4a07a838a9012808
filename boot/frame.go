package boot

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// A frame is what launcher and agent tell each other, over whatever carries the
// bytes of a remote shell's input and output:
//
//	0    length   u32, of the body
//	4    kind     u8
//	5    body     JSON, or bytes of an output
//	 .   newline  so that carriers which wait for whole lines pass it on
type frame struct {
	kind frameKind
	body []byte
}

type frameKind uint8

const (
	// From the agent.
	frameHello     frameKind = 'H' // greeting: the agent runs
	frameListening frameKind = 'L' // listening: where the other hosts reach its gateway
	frameLinked    frameKind = 'K' // the gateway has connections to all other hosts
	frameStarted   frameKind = 's' // peStarted
	frameReport    frameKind = 'r' // peReport
	frameDied      frameKind = 'd' // peDied
	frameReady     frameKind = 'R' // all its PEs have been started
	frameFailed    frameKind = 'F' // text: the host cannot take part any more
	frameNote      frameKind = 'n' // text for the user
	frameRemark    frameKind = 'v' // text for ++verbose
	frameOut       frameKind = '1' // bytes of stdout
	frameErr       frameKind = '2' // bytes of stderr
	frameTaken     frameKind = 't' // PE 0 has what the last frameIn had
	frameDone      frameKind = 'D' // no process is left, and all output has been sent

	// From the launcher.
	frameAssign frameKind = 'A' // assignment: what to run
	framePeers  frameKind = 'P' // peers: where all gateways are
	frameIn     frameKind = '0' // bytes of stdin; none: the end
	frameOutGot frameKind = '3' // u32: so many bytes of stdout have been written
	frameErrGot frameKind = '4' // the same of stderr
	frameStop   frameKind = 'S' // text: order the PEs to end
	frameAsk    frameKind = 'Q' // peNumber: ask what it is doing
	frameKill   frameKind = 'X' // kill the PEs
	frameEnd    frameKind = 'E' // no PE of the job is left: close the gateway and end

	// From both.
	frameBeat frameKind = 'b' // still here
)

const (
	frameHead = 5

	// maxBody bounds a body: a report may be long, and a command line.
	maxBody = 8 << 20
)

// What the bodies of frames hold.
type (
	// A greeting is what an agent says first.
	greeting struct {
		Protocol int
		Registry uint64 // hash of the program's chare classes
		System   string // as linux/amd64
		Supply   supply
		PID      int
	}

	// An assignment is what an agent is to run.
	assignment struct {
		Roster   roster
		Names    []string // of all hosts
		Keys     []byte   // for the gateway
		Network  string   // where the gateway listens: see Settings.UseIP
		Input    bool     // PE 0 is here and reads what the launcher reads
		Terminal [2]bool  // stdout and stderr are shown on one
		Verbose  bool
	}

	listening struct{ Address string }
	peers     struct{ Addresses []string } // by host
	peNumber  struct{ PE int }
	peStarted struct{ PE, PID int }
	peReport  struct {
		PE      int
		Report  report
		Garbled string `json:",omitzero"` // instead of the report
	}
	peDied struct {
		PE, Code, Signal int
		Core             bool
		OOM              string
		CannotStart      string `json:",omitzero"` // it has never lived
	}
	text struct{ Text string }
)

// protocol is the version of frames and bodies.
const protocol = 2

// appendFrame appends a frame as it travels.
func appendFrame(b []byte, kind frameKind, body []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	b = append(b, byte(kind))
	b = append(b, body...)
	return append(b, '\n')
}

var errNoFrame = errors.New("bytes that are no frame: something else writes to the connection")

// readFrame reads a frame. At the end of the frames it returns io.EOF.
func readFrame(r io.Reader) (frame, error) {
	var head [frameHead]byte
	if n, err := io.ReadFull(r, head[:]); err != nil {
		if n > 0 && err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return frame{}, err
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > maxBody {
		return frame{}, errNoFrame
	}
	body := make([]byte, n+1)
	if _, err := io.ReadFull(r, body); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return frame{}, err
	}
	if body[n] != '\n' {
		return frame{}, errNoFrame
	}
	return frame{frameKind(head[4]), body[:n]}, nil
}

// decode reads a body of JSON.
func (f frame) decode(v any) error {
	if err := json.Unmarshal(f.body, v); err != nil {
		return fmt.Errorf("a frame of kind %q: %w", f.kind, err)
	}
	return nil
}

// count reads the body of a frame that tells how many bytes have been written.
func (f frame) count() (int, error) {
	if len(f.body) != 4 {
		return 0, fmt.Errorf("a frame of kind %q with %d bytes, want 4", f.kind, len(f.body))
	}
	return int(binary.LittleEndian.Uint32(f.body)), nil
}
