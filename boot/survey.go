package boot

import (
	"fmt"
	"strings"
	"time"
)

// A survey is a round in which the PEs tell what they are doing, since somebody
// has sent SIGQUIT to the launcher or to one of them.
type survey struct {
	begun   time.Time
	asked   []int          // PEs, in order
	answers map[int]string // so far
}

// surveyPatience is how long PEs may take to answer. surveyPause is the least
// time from one survey to the next: a terminal sends its signal to all
// processes of a job at once, and each tells the launcher.
const (
	surveyPatience = 2 * time.Second
	surveyPause    = time.Second
)

// add takes the answer of a PE, and reports whether it was the last.
func (s *survey) add(pe int, text string) (complete bool) {
	s.answers[pe] = text
	return len(s.answers) == len(s.asked)
}

// String returns the answers, in the order of the PEs.
func (s *survey) String() string {
	var b strings.Builder
	for _, pe := range s.asked {
		text, ok := s.answers[pe]
		if !ok {
			text = fmt.Sprintf("PE %d has not answered within %v: its process is stopped, or gets no CPU", pe, surveyPatience)
		}
		b.WriteString(strings.TrimRight(text, "\n") + "\n")
	}
	return b.String()
}

// ask asks the PEs that run what they are doing, unless they have been asked
// just now. It reports whether there are any.
func (l *launcher) ask() bool {
	if l.survey != nil && time.Since(l.survey.begun) < surveyPause {
		return true
	}
	s := &survey{begun: time.Now(), answers: map[int]string{}}
	for pe := range l.course.left() {
		if l.course.pes[pe].stage == joined {
			s.asked = append(s.asked, pe)
		}
	}
	if len(s.asked) == 0 {
		return false
	}
	if missing := l.course.missing(); missing != "" {
		l.err.say("%s", missing)
	}
	for _, pe := range s.asked {
		for _, h := range l.hosts {
			h.ask(pe)
		}
	}
	l.survey, l.surveyEnd = s, time.After(surveyPatience)
	return true
}

// answered takes what a PE is doing.
func (l *launcher) answered(pe int, text string) {
	if l.surveyEnd != nil && l.survey.add(pe, text) {
		l.tell()
	}
}

// tell prints the outcome of a survey.
func (l *launcher) tell() {
	l.surveyEnd = nil
	l.err.say("what the PEs are doing (SIGQUIT):\n%s", strings.TrimSuffix(l.survey.String(), "\n"))
}
