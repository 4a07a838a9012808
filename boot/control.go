package boot

import (
	"bufio"
	"io"
	"strings"
)

// On the control pipe the launcher sends lines; there is one kind of order:
//
//	stop REASON
//
// End of file without it means that the launcher is gone.

// maxReason bounds the reason in an order, so that the pipe has room for a few
// orders to a PE that does not read.
const maxReason = 400

// sendStop orders the end. Of the reason the first line is sent.
func sendStop(w io.Writer, reason string) error {
	reason, _, _ = strings.Cut(reason, "\n")
	_, err := io.WriteString(w, "stop "+reason[:min(len(reason), maxReason)]+"\n")
	return err
}

// awaitStop returns the reason to end, when there is one.
func awaitStop(r io.Reader) (reason string) {
	line, err := bufio.NewReader(r).ReadString('\n')
	if reason, ok := strings.CutPrefix(line, "stop "); ok && err == nil {
		return strings.TrimSuffix(reason, "\n")
	}
	return "the launcher is gone"
}
