package pool

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charm4go/charm/chare"
)

// progress shows how far a job is.
type progress struct {
	to    io.Writer
	bar   bool          // to is a terminal
	last  time.Duration // when it was shown
	shown bool          // since the beginning
}

// How often a bar and a line are shown.
const (
	barInterval  = 100 * time.Millisecond
	lineInterval = 3 * time.Second
)

func newProgress(to io.Writer) *progress {
	p := &progress{to: to}
	if f, ok := to.(*os.File); ok {
		info, err := f.Stat()
		p.bar = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// show shows where a job is, if that is due: at its end in any case.
func (p *progress) show(j *jobCore) {
	if p == nil {
		return
	}
	now, interval := chare.Now(j.w), lineInterval
	if p.bar {
		interval = barInterval
	}
	if !p.shown {
		p.shown, p.last = true, now
	}
	if now-p.last < interval && !j.over() {
		return
	}
	p.last = now
	p.draw(j)
}

// draw writes where a job is.
func (p *progress) draw(j *jobCore) {
	done := j.next - j.out
	if j.stopped() {
		fmt.Fprintf(p.to, "%s%v: stopped%s", p.begin(), j, p.end(true))
		return
	}
	if !p.bar {
		fmt.Fprintf(p.to, "%v: %d of %d, %d %%\n", j, done, j.end, 100*done/j.end)
		return
	}
	const width = 40
	full := width * done / j.end
	fmt.Fprintf(p.to, "%s%v [%s%s] %d/%d%s", p.begin(), j, strings.Repeat("=", full), strings.Repeat(" ", width-full), done, j.end, p.end(j.over()))
}

func (p *progress) begin() string {
	if p.bar {
		return "\r"
	}
	return ""
}

func (p *progress) end(over bool) string {
	if p.bar && !over {
		return ""
	}
	return "\n"
}
