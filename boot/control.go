package boot

import (
	"bufio"
	"io"
	"strings"
)

// On the control pipe the launcher sends orders, a line each:
//
//	stop REASON	end the process
//	report		tell what the PE is doing
//
// End of file without stop means that the launcher is gone.

const (
	orderStop   = "stop "
	orderReport = "report"
)

// maxReason bounds the reason in an order, so that the pipe has room for a few
// orders to a PE that does not read.
const maxReason = 400

// sendStop orders the end. Of the reason the first line is sent.
func sendStop(w io.Writer, reason string) error {
	reason, _, _ = strings.Cut(reason, "\n")
	_, err := io.WriteString(w, orderStop+reason[:min(len(reason), maxReason)]+"\n")
	return err
}

// sendReport orders a report.
func sendReport(w io.Writer) error {
	_, err := io.WriteString(w, orderReport+"\n")
	return err
}

// obey calls report at each order to do so, and returns the reason to end when
// there is one.
func obey(r io.Reader, report func()) (reason string) {
	for orders := bufio.NewReader(r); ; {
		line, err := orders.ReadString('\n')
		line = strings.TrimSuffix(line, "\n")
		if reason, ok := strings.CutPrefix(line, orderStop); ok && err == nil {
			return reason
		}
		if err != nil || line != orderReport {
			return "the launcher is gone"
		}
		report()
	}
}
