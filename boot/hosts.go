package boot

import (
	"cmp"
	"context"
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/charm4go/charm/internal/nodelist"
	"github.com/charm4go/charm/internal/remote"
)

// defaultMaxSSH is Charm's. An sshd begins to refuse when more than ten have not
// logged in yet, but these are sshds of different hosts.
const defaultMaxSSH = 16

// FindHosts returns the hosts that a run is for: by its options, the
// environment, or a list in its usual place; none if it is for this host alone.
// Binary returns the program's file for another system, of an ARM of some
// version if that is not empty.
func FindHosts(s Settings, binary func(goos, goarch, goarm string) (string, error)) ([]Host, error) {
	hosts, shell, err := listHosts(s)
	if err != nil || len(hosts) == 0 {
		return nil, err
	}
	if s.NumHosts > len(hosts) {
		return nil, fmt.Errorf("++numHosts %d, but the list has %d hosts", s.NumHosts, len(hosts))
	}
	if s.NumHosts > 0 {
		hosts = hosts[:s.NumHosts]
	}
	if s.PEs > 0 && !s.Placement.Provision.given() && s.PEs < len(hosts) {
		hosts = hosts[:s.PEs] // the others would have no PE
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	fleet := remote.NewFleet(cmp.Or(s.MaxSSH, defaultMaxSSH))
	fleet.Shell, fleet.Dir, fleet.Patience = shell, dir, s.Timeout
	fleet.Binary = func(system remote.System) (string, error) {
		if path, ok := s.Binaries[system.String()]; ok {
			return path, nil
		}
		return binary(system.OS, system.Arch, system.ARM)
	}
	var found []Host
	for _, h := range hosts {
		found = append(found, Host{Name: h.Name, CPUs: h.CPUs, Reach: func(ctx context.Context, by remote.Caller) (Link, error) {
			conn, err := fleet.Reach(ctx, h, by)
			if err != nil {
				return nil, err // and no Link that is a nil *Conn
			}
			return conn, nil
		}})
	}
	return found, nil
}

// listHosts returns the hosts of a run, and the remote shell for them.
func listHosts(s Settings) (hosts []nodelist.Host, shell string, err error) {
	shell = cmp.Or(s.RemoteShell, os.Getenv("CONV_RSH"), "ssh")
	if s.Local {
		return nil, "", nil
	}
	group := cmp.Or(s.Nodegroup, nodelist.MainGroup)
	if file := cmp.Or(s.Nodelist, os.Getenv("NODELIST")); file != "" {
		hosts, err = readNodelist(file, group)
		return hosts, shell, err
	}
	if batch, ok, err := nodelist.InBatch(os.Getenv, os.ReadFile); ok {
		if err != nil || len(batch.Hosts) == 1 && isHere(batch.Hosts[0].Name) {
			return nil, "", err
		}
		if batch.System == "Slurm" {
			shell = cmp.Or(s.RemoteShell, "srun")
		}
		return batch.Hosts, shell, nil
	}
	files := []string{"nodelist"}
	if home, err := os.UserHomeDir(); err == nil {
		files = append(files, filepath.Join(home, ".nodelist"))
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			hosts, err = readNodelist(file, group)
			return hosts, shell, err
		}
	}
	return nil, "", nil
}

// readNodelist returns the hosts of a file; none if it only names this one.
func readNodelist(file, group string) ([]nodelist.Host, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the list of hosts: %w", err)
	}
	hosts, err := nodelist.Parse(file, text, group)
	if err != nil {
		return nil, err
	}
	here, err := nodelist.Here(hosts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if here {
		return nil, nil
	}
	return hosts, nil
}

// isHere reports whether a name that a batch system has given is that of this
// host.
func isHere(name string) bool {
	own, err := os.Hostname()
	return err == nil && own == name || os.Getenv("SLURMD_NODENAME") == name
}

// BinaryFor returns a function that gives a binary to hosts that can run it, and
// tells others what to do.
func BinaryFor(path string) func(goos, goarch, goarm string) (string, error) {
	return func(goos, goarch, _ string) (string, error) {
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return "", fmt.Errorf("%s is no Go program; a job on several hosts needs one that uses charm4go: %w", path, err)
		}
		if !usesCharm(info) {
			return "", fmt.Errorf("%s does not use charm4go, as a program that runs on several hosts has to", path)
		}
		if os, arch := setting(info, "GOOS"), setting(info, "GOARCH"); os != goos || arch != goarch {
			return "", fmt.Errorf("%s is for %s/%s, and this host is %s/%s: give charmrun the package instead, or ++binary %s/%s=FILE",
				path, os, arch, goos, goarch, goos, goarch)
		}
		return path, nil
	}
}

// modulePath is that of this package.
const modulePath = "github.com/charm4go/charm"

// usesCharm reports whether a program may hold an agent.
func usesCharm(info *debug.BuildInfo) bool {
	if info.Main.Path == modulePath {
		return true
	}
	for _, m := range info.Deps {
		if m.Path == modulePath {
			return true
		}
	}
	return false
}

func setting(info *debug.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}
