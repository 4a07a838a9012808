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

	carried chan error // what Carry returns, of each host
	over    chan struct{}
	cause   error // the first failure, once over is closed
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
	c := &Cluster{Hosts: gateways[0].hosts, Gateways: gateways, carried: make(chan error, len(gateways)), over: make(chan struct{})}
	if err := errors.Join(joinAll(gateways, addresses, clusterPatience)...); err != nil {
		closeAll(gateways)
		return nil, err
	}
	for host, g := range gateways {
		out, in, err := c.addPEs(host, options)
		if err != nil {
			closeAll(gateways)
			return nil, err
		}
		go func() { c.carried <- g.Carry(out, in) }()
	}
	go c.watch()
	return c, nil
}

// addPEs makes the local network of a host. It returns the places of its gateway.
func (c *Cluster) addPEs(host int, options inproc.Options) (out, in netlayer.Port, err error) {
	n := c.Hosts.PEs(host)
	local, err := inproc.New(route.Places(n), options)
	if err != nil {
		return nil, nil, err
	}
	for _, l := range local[:n] {
		port, err := route.New(l, c.Hosts, host)
		if err != nil {
			return nil, nil, err
		}
		c.Ports = append(c.Ports, port)
	}
	return local[c.Hosts.Out(host)], local[c.Hosts.In(host)], nil
}

// watch waits for the end of all gateways.
func (c *Cluster) watch() {
	for range c.Gateways {
		err := <-c.carried
		if c.cause == nil {
			c.cause = err
		}
		if err != nil {
			closeAll(c.Gateways)
		}
	}
	close(c.over)
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

// Wait waits until all gateways have ended, and returns why the first did that
// failed.
func (c *Cluster) Wait() error {
	<-c.over
	return c.cause
}

// Close ends all gateways, and returns what Wait does. The Ports can still be
// used, but nothing goes from host to host.
func (c *Cluster) Close() error {
	closeAll(c.Gateways)
	return c.Wait()
}
