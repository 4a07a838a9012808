package boot

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/charm4go/charm/internal/remote"
)

// This file is for jobs whose hosts are started by something else, such as an
// Indexed Job of Kubernetes: one process on each, with the same environment but
// for an index. The first is the launcher, and has an agent beside it; the others
// are agents, and call the first. What they have in common is a token, in a file
// that only they can read.

const (
	meetAt    = "CHARM_RENDEZVOUS" // address and port of the first
	meetSize  = "CHARM_HOSTS_OF_JOB"
	meetIndex = "JOB_COMPLETION_INDEX" // Kubernetes' own
	meetToken = "CHARM_TOKEN_FILE"
)

// A rendezvous is what the environment says of one.
type rendezvous struct {
	address     string
	index, size int
	token       []byte
}

// leastToken is how long a token must be, in bytes, so that nobody guesses it.
const leastToken = 16

// rendezvousOf returns what an environment says, or nil if it says nothing.
func rendezvousOf(getenv func(string) string, readFile func(string) ([]byte, error)) (*rendezvous, error) {
	r := &rendezvous{address: getenv(meetAt)}
	if r.address == "" {
		return nil, nil
	}
	var err1, err2 error
	r.index, err1 = strconv.Atoi(getenv(meetIndex))
	r.size, err2 = strconv.Atoi(getenv(meetSize))
	if err1 != nil || err2 != nil || r.index < 0 || r.index >= r.size || r.size > maxPEs {
		return nil, fmt.Errorf("%s is set, and %s is %q and %s is %q; want a number, and a larger one",
			meetAt, meetIndex, getenv(meetIndex), meetSize, getenv(meetSize))
	}
	token, err := readFile(getenv(meetToken))
	if err != nil {
		return nil, fmt.Errorf("the token of the job (%s): %w", meetToken, err)
	}
	if r.token = bytes.TrimSpace(token); len(r.token) < leastToken {
		return nil, fmt.Errorf("the token of the job (%s) has %d bytes, want at least %d that nobody can guess", meetToken, len(r.token), leastToken)
	}
	return r, nil
}

// tls returns settings by which each end proves that it has the token: their
// keys are made from it, and each only takes the other's.
func (r *rendezvous) tls(own, other string) (*tls.Config, error) {
	key := func(of string) ed25519.PrivateKey {
		seed, err := hkdf.Key(sha256.New, r.token, nil, "charm4go rendezvous "+of, ed25519.SeedSize)
		if err != nil {
			panic("boot: " + err.Error()) // the length is one
		}
		return ed25519.NewKeyFromSeed(seed)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(nil, template, template, key(own).Public(), key(own))
	if err != nil {
		return nil, fmt.Errorf("the certificate of a rendezvous: %w", err)
	}
	want := key(other).Public().(ed25519.PublicKey)
	return &tls.Config{
		Certificates:       []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key(own)}},
		ClientAuth:         tls.RequireAnyClientCert,
		InsecureSkipVerify: true, // by names and authorities; this is stricter:
		VerifyConnection: func(s tls.ConnectionState) error {
			if got, ok := s.PeerCertificates[0].PublicKey.(ed25519.PublicKey); !ok || !want.Equal(got) {
				return errors.New("it does not have the token of this job")
			}
			return nil
		},
		MinVersion:             tls.VersionTLS13,
		SessionTicketsDisabled: true,
	}, nil
}

const (
	firstEnd  = "launcher"
	secondEnd = "agent"

	callAgain = 200 * time.Millisecond
)

// call is what all processes but the first do: each is an agent of the first. It
// returns if the first cannot be reached.
func (r *rendezvous) call(registry uint64, patience time.Duration) error {
	settings, err := r.tls(secondEnd, firstEnd)
	if err != nil {
		return err
	}
	for begun := time.Now(); ; time.Sleep(callAgain) {
		conn, err := tls.DialWithDialer(&net.Dialer{Timeout: silence}, "tcp", r.address, settings)
		if err == nil {
			fmt.Fprintf(conn, "%d\n", r.index)
			newAgent(conn, registry).serve(conn)
		}
		if patience > 0 && time.Since(begun) > patience {
			return fmt.Errorf("host %d of %d has not reached the first, %s: %w", r.index, r.size, r.address, err)
		}
	}
}

// hosts are what the first process starts the job on.
func (r *rendezvous) hosts() ([]Host, error) {
	settings, err := r.tls(firstEnd, secondEnd)
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(r.address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", meetAt, err)
	}
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return nil, fmt.Errorf("the port of %s: %w", meetAt, err)
	}
	callers := make([]chan *caller, r.size)
	var hosts []Host
	for i := range r.size {
		callers[i] = make(chan *caller, 1)
		hosts = append(hosts, Host{Name: fmt.Sprint(i), Reach: func(ctx context.Context, by remote.Caller) (Link, error) {
			if i == 0 {
				return startAgentHere(by)
			}
			by.Doing("it has not called yet")
			select {
			case c := <-callers[i]:
				return c, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}})
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go answer(tls.Server(conn, settings), callers)
		}
	}()
	return hosts, nil
}

// answer finds out which host calls. Who does not prove to have the token, or
// comes twice, is hung up on.
func answer(conn *tls.Conn, callers []chan *caller) {
	_ = conn.SetDeadline(time.Now().Add(silence))
	in := bufio.NewReaderSize(conn, 64)
	line, err := in.ReadString('\n')
	i, err2 := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || err2 != nil || i < 1 || i >= len(callers) {
		conn.Close()
		return
	}
	_ = conn.SetDeadline(time.Time{})
	select {
	case callers[i] <- &caller{conn, in}:
	default:
		conn.Close()
	}
}

// A caller is a Link to an agent that has called.
type caller struct {
	*tls.Conn
	in io.Reader
}

func (c *caller) Read(p []byte) (int, error) { return c.in.Read(p) }
func (c *caller) Kill()                      { c.NetConn().Close() }
func (c *caller) End() string                { return "the connection has ended" }

// startAgentHere starts an agent beside this process.
func startAgentHere(by remote.Caller) (Link, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	pipes, err := newPipes(2)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), agentName+"=3,4")
	cmd.ExtraFiles = []*os.File{pipes[0].r, pipes[1].w}
	cmd.Stderr = os.Stderr
	defer pipes[0].r.Close()
	defer pipes[1].w.Close()
	return &neighbor{cmd, pipes[1].r, pipes[0].w}, by.Start(cmd)
}

// A neighbor is a Link to an agent that is a child of this process.
type neighbor struct {
	cmd *exec.Cmd
	io.Reader
	io.Writer
}

func (n *neighbor) Kill() { _ = n.cmd.Process.Kill() }

func (n *neighbor) End() string {
	_ = n.cmd.Wait() // its error is in ProcessState
	return n.cmd.ProcessState.String()
}
