package report

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// A Machine is where and when something was measured.
type Machine struct {
	Processor string `json:"processor"`
	CPUs      int    `json:"cpus"`
	System    string `json:"system"`
	Go        string `json:"go"`
	Date      string `json:"date"`
	// Load is how many threads ran or wanted to on the average of the last one,
	// five and fifteen minutes, before it was measured.
	Load string `json:"load"`
}

// ThisMachine describes this machine. What the system does not tell is empty.
func ThisMachine() Machine {
	m := Machine{
		Processor: processor("/proc/cpuinfo"),
		CPUs:      runtime.NumCPU(),
		System:    runtime.GOOS + "/" + runtime.GOARCH,
		Go:        runtime.Version(),
		Date:      time.Now().UTC().Format("2006-01-02 15:04 MST"),
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.System += " " + strings.TrimSpace(string(release))
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(load))[:3], " ")
	}
	return m
}

// String returns it in two lines.
func (m Machine) String() string {
	return fmt.Sprintf("%s: %d CPUs, %s\n%s, %s, load before %s", m.Date, m.CPUs, m.Processor, m.System, m.Go, m.Load)
}

// processor returns what the processors are called, or nothing.
func processor(cpuinfo string) string {
	text, err := os.ReadFile(cpuinfo)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
