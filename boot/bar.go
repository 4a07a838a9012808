package boot

import (
	"fmt"
	"strings"
)

// A bar shows on a terminal how much of the program has been sent to hosts that
// do not have it. It belongs to the launcher's goroutine.
type bar struct {
	to   *sink
	sent map[int]sending // by host
	last string
}

// sending is how many bytes a host has, and is to have.
type sending struct{ sent, total int }

const barCells = 30

// show takes what one host has now.
func (b *bar) show(host int, s sending) {
	if b.sent == nil {
		b.sent = map[int]sending{}
	}
	b.sent[host] = s
	var all sending
	for _, s := range b.sent {
		all.sent += s.sent
		all.total += s.total
	}
	text := b.text(all)
	if text == b.last {
		return
	}
	b.last = text
	if all.sent == all.total {
		text += "\n"
	}
	b.to.write(b, "", []byte("\r"+text))
}

func (b *bar) text(all sending) string {
	full := barCells
	if all.total > 0 {
		full = barCells * all.sent / all.total
	}
	return fmt.Sprintf("charmrun: sending the program to %d hosts [%s%s] %.1f of %.1f MB", len(b.sent),
		strings.Repeat("#", full), strings.Repeat(" ", barCells-full), float64(all.sent)/1e6, float64(all.total)/1e6)
}
