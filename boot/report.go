package boot

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
)

// A report is what a PE tells its launcher on the status pipe.
type report struct {
	Kind     reportKind
	PID      int      `json:",omitzero"`  // connected: of the PE, which a script may have started
	Registry uint64   `json:",omitzero"`  // connected
	Code     int      `json:",omitzero"`  // exit
	Failure  *Failure `json:",omitzero"`  // failure
	Text     string   `json:",omitzero"`  // state; exit and leave: last words; trace: the file, if the program names it
	Block    []byte   `json:",omitempty"` // trace: some of this PE's events
}

type reportKind string

const (
	reportConnected reportKind = "connected" // Begin has found the launcher
	reportRunning   reportKind = "running"   // the shared memory is joined
	reportExit      reportKind = "exit"      // this PE asks for the end of the job
	reportLeave     reportKind = "leave"     // this PE has heard that the job ends
	reportFailure   reportKind = "failure"
	reportAsked     reportKind = "asked" // somebody wants to know what the PEs are doing
	reportState     reportKind = "state" // what this PE is doing
	reportTrace     reportKind = "trace" // what this PE has done, or where that is to go
)

// maxReport bounds a report: six times what a Failure's five texts may take,
// since JSON may write a byte as six.
const maxReport = 6*5*maxFailureText + 4096

// writeReport writes r after its length, in one call.
func writeReport(w io.Writer, r report) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("boot: report %s: %w", r.Kind, err)
	}
	frame := binary.LittleEndian.AppendUint32(nil, uint32(len(text)))
	if _, err := w.Write(append(frame, text...)); err != nil {
		return fmt.Errorf("boot: report %s: %w", r.Kind, err)
	}
	return nil
}

// readReport reads what writeReport wrote. At the end of the reports it returns
// io.EOF. What it reads may come from any program, so nothing is taken for
// granted but the bytes.
func readReport(in io.Reader) (report, error) {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return report{}, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n > maxReport {
		return report{}, fmt.Errorf("a report of %d bytes, want at most %d", n, maxReport)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(in, text); err != nil {
		return report{}, fmt.Errorf("a report of %d bytes: %w", n, err)
	}
	var r report
	if err := json.Unmarshal(text, &r); err != nil {
		return report{}, fmt.Errorf("a report: %w", err)
	}
	return r, r.check()
}

// check says what is wrong with a report that has come from elsewhere.
func (r report) check() error {
	switch r.Kind {
	case reportConnected, reportRunning, reportExit, reportLeave, reportAsked, reportState, reportTrace:
	case reportFailure:
		if r.Failure == nil {
			return fmt.Errorf("a report of a failure without the failure")
		}
	default:
		return fmt.Errorf("a report of kind %q", r.Kind)
	}
	return nil
}
