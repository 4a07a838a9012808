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

// sendStop orders the end. The order is short and the only one, so that the pipe has room for it.
func sendStop(w io.Writer, reason string) error {
	_, err := io.WriteString(w, "stop "+strings.ReplaceAll(reason, "\n", " ")+"\n")
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
