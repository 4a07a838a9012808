package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/charm4go/charm/internal/netns"
	"github.com/charm4go/charm/launch"
)

// A lab is two hosts with a wire between them.
type lab struct {
	hosts   [2]netns.Namespace
	program string // this one
	dir     string // for the job: its list of hosts, and their cache
}

// The network of the hosts, and their addresses in it.
const network = "10.79.0.0/24"

var addresses = [2]string{"10.79.0.1", "10.79.0.2"}

// remoteShell reaches a host that is a namespace, by its name.
const remoteShell = "#!/bin/sh\nexport XDG_CACHE_HOME=${0%/*}\nexec ip netns exec \"$1\" /bin/sh -c \"$2\"\n"

func newLab() (l *lab, err error) {
	l = new(lab)
	defer func() {
		if err != nil {
			l.remove()
		}
	}()
	if l.program, err = os.Executable(); err != nil {
		return l, err
	}
	if l.dir, err = os.MkdirTemp("", "charm-bench-hosts-"); err != nil {
		return l, err
	}
	list := ""
	for i := range l.hosts {
		if l.hosts[i], err = netns.New(fmt.Sprintf("charmbench%d-%d", i, os.Getpid())); err != nil {
			return l, err
		}
		list += fmt.Sprintln("host", l.hosts[i])
	}
	if err := os.WriteFile(l.path("nodes"), []byte(list), 0o600); err != nil {
		return l, err
	}
	if err := os.WriteFile(l.path("shell"), []byte(remoteShell), 0o700); err != nil {
		return l, err
	}
	if err := l.hosts[0].Wire("eth0", addresses[0]+"/24", l.hosts[1], "eth0"); err != nil {
		return l, err
	}
	if err := l.hosts[1].Run("ip", "addr", "add", addresses[1]+"/24", "dev", "eth0"); err != nil {
		return l, err
	}
	return l, l.hosts[1].Run("ip", "link", "set", "eth0", "up")
}

func (l *lab) path(name string) string { return filepath.Join(l.dir, name) }

func (l *lab) remove() {
	for _, h := range l.hosts {
		if h != "" {
			_ = h.Remove() // there is nobody to do better
		}
	}
	_ = os.RemoveAll(l.dir)
}

// calls measures calls of entry methods.
func (l *lab) calls(lap time.Duration) ([]byte, error) {
	var out, problems bytes.Buffer
	err := launch.Run(context.Background(), launch.Job{
		Program: l.program, Args: []string{lap.String()}, PEs: len(l.hosts), Nodelist: l.path("nodes"),
		Options: []string{"++remote-shell", l.path("shell"), "++useip", network},
		Stdout:  &out, Stderr: &problems,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, &problems)
	}
	return out.Bytes(), nil
}

// asker returns what measures a carrier.
func (l *lab) asker(carrier string) func(time.Duration) ([]byte, error) {
	return func(lap time.Duration) ([]byte, error) {
		return l.against([]string{l.program, answerWord, carrier, addresses[1] + ":7000"}, "ready",
			[]string{l.program, askWord, carrier, addresses[1] + ":7000", lap.String()})
	}
}

// against runs a client on the first host, once a server on the second has
// printed that it is ready, and returns what the client prints.
func (l *lab) against(server []string, ready string, client []string) ([]byte, error) {
	s := l.hosts[1].Command(server...)
	s.Stderr = os.Stderr
	out, err := s.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.Start(); err != nil {
		return nil, err
	}
	defer func() { _ = s.Process.Kill(); _ = s.Wait() }()
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.Contains(lines.Text(), ready) {
	}
	c := l.hosts[0].Command(client...)
	c.Stderr = os.Stderr
	return c.Output()
}

// iperf3 measures what the network can carry, if iperf3 is installed.
func (l *lab) iperf3(lap time.Duration) ([]byte, error) {
	if _, err := exec.LookPath("iperf3"); err != nil {
		return nil, nil
	}
	text, err := l.against([]string{"iperf3", "--server", "--one-off", "--forceflush"}, "listening",
		[]string{"iperf3", "--client", addresses[1], "--json", "--time", fmt.Sprint(max(1, int(lap.Seconds())))})
	if err != nil {
		return nil, fmt.Errorf("iperf3: %w: %s", err, text)
	}
	var report struct {
		End struct {
			Received struct {
				Bits float64 `json:"bits_per_second"`
			} `json:"sum_received"`
		} `json:"end"`
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return nil, fmt.Errorf("iperf3: %w: %s", err, text)
	}
	rate := report.End.Received.Bits / 8e6
	return json.Marshal(finding{Bench: bandwidth, Carrier: "iperf3", Bytes: 128 << 10, Unit: bandwidthUnit, Best: rate, Median: rate})
}
