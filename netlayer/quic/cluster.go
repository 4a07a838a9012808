package quic

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/charm4go/charm/netlayer"
	"github.com/charm4go/charm/netlayer/inproc"
	"github.com/charm4go/charm/netlayer/route"
)

// A Cluster is several hosts that are all in this process, joined over its
// loopback device: for tests, and to measure what gateways cost.
type Cluster struct {
	Hosts    *route.Hosts
	Ports    []netlayer.Port // of all PEs
	Gateways []*Gateway      // of all hosts

	carried sync.WaitGroup
	causes  []error
}

// clusterPatience is how long the hosts of a cluster may take to find each other.
const clusterPatience = 20 * time.Second

// NewCluster makes hosts with so many PEs.
func NewCluster(options inproc.Options, pes ...int) (*Cluster, error) {
	configs, err := clusterConfigs(pes...)
	if err != nil {
		return nil, err
	}
	return newCluster(configs, options)
}

// clusterConfigs makes the settings of the hosts of a job on the loopback device.
func clusterConfigs(pes ...int) ([]Config, error) {
	hosts, err := route.NewHosts(pes...)
	if err != nil {
		return nil, err
	}
	authority, err := NewAuthority()
	if err != nil {
		return nil, err
	}
	configs := make([]Config, len(pes))
	for host := range configs {
		keys, err := authority.Keys(host)
		if err != nil {
			return nil, err
		}
		configs[host] = Config{Keys: keys, Hosts: hosts, Address: "127.0.0.1:0"}
	}
	return configs, nil
}

func newCluster(configs []Config, options inproc.Options) (*Cluster, error) {
	var gateways []*Gateway
	var addresses []string
	for _, config := range configs {
		g, err := Listen(config)
		if err != nil {
			closeAll(gateways)
			return nil, err
		}
		gateways = append(gateways, g)
		addresses = append(addresses, fmt.Sprint("127.0.0.1:", g.Port()))
	}
	return newClusterOf(gateways, addresses, options)
}

// newClusterOf makes a cluster of gateways that have yet to join.
func newClusterOf(gateways []*Gateway, addresses []string, options inproc.Options) (*Cluster, error) {
	c := &Cluster{Hosts: gateways[0].hosts, Gateways: gateways, causes: make([]error, len(gateways))}
	if err := errors.Join(joinAll(gateways, addresses, clusterPatience)...); err != nil {
		closeAll(gateways)
		return nil, err
	}
	for host, g := range gateways {
		n := c.Hosts.PEs(host)
		local, err := inproc.New(route.Places(n), options)
		if err != nil {
			c.Close()
			return nil, err
		}
		for _, l := range local[:n] {
			port, err := route.New(l, c.Hosts, host)
			if err != nil {
				c.Close()
				return nil, err
			}
			c.Ports = append(c.Ports, port)
		}
		c.carried.Go(func() { c.causes[host] = g.Carry(local[c.Hosts.Out(host)], local[c.Hosts.In(host)]) })
	}
	return c, nil
}

func closeAll(gateways []*Gateway) {
	for _, g := range gateways {
		g.Close()
	}
}

// joinAll has all gateways join, and returns their errors.
func joinAll(gateways []*Gateway, addresses []string, patience time.Duration) []error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	errs := make([]error, len(gateways))
	var running sync.WaitGroup
	for host, g := range gateways {
		running.Go(func() { errs[host] = g.Join(ctx, addresses) })
	}
	running.Wait()
	return errs
}

// Close ends all gateways, and returns why those ended that did so before. The
// Ports can still be used, but nothing goes from host to host.
func (c *Cluster) Close() error {
	closeAll(c.Gateways)
	c.carried.Wait()
	return errors.Join(c.causes...)
}
