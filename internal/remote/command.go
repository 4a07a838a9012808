package remote

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/internal/nodelist"
)

// words returns the command that runs the script on a host. A remote shell that
// is not ssh is called as rsh is: with "-l login", the host, and the command.
func words(shell string, h nodelist.Host, patience time.Duration) []string {
	w := splitWords(shell)
	name := ""
	if len(w) > 0 {
		name = filepath.Base(w[0])
	}
	switch name {
	case "srun":
		return append(w, "--quiet", "--overlap", "--nodes=1", "--ntasks=1", "--cpu-bind=none",
			"--nodelist="+h.Name, "/bin/sh", "-c", script)
	case "ssh":
		// No terminal, no window, no questions; and a connection that is dead
		// ends, also before the agent looks after it.
		w = append(w, "-T", "-x", "-o", "BatchMode=yes", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3")
		if patience > 0 {
			w = append(w, "-o", "ConnectTimeout="+strconv.Itoa(int(max(patience, time.Second)/time.Second)))
		}
		if h.Port != 0 {
			w = append(w, "-p", strconv.Itoa(h.Port))
		}
	}
	if h.Login != "" {
		w = append(w, "-l", h.Login)
	}
	return append(w, h.Name, quoted)
}

// splitWords splits a command at its spaces; what stands between quotes is one
// word.
func splitWords(command string) (words []string) {
	var word strings.Builder
	var quote rune
	inside := false
	for _, c := range command {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, inside = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if inside {
				words = append(words, word.String())
				word.Reset()
				inside = false
			}
		default:
			word.WriteRune(c)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	return words
}
