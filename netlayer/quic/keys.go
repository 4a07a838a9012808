package quic

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"
)

// An Authority makes the keys of one job, and of no other. Its own key stays in
// the memory of the launcher and goes with it.
type Authority struct {
	job  ID
	cert *x509.Certificate
	key  ed25519.PrivateKey
}

// An ID tells a job from all others.
type ID [16]byte

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// Keys are what a host needs to prove which host of which job it is, and to ask
// the same of others. They are secret: whoever has them can join the job.
type Keys struct {
	Job         ID
	Host        int
	Authority   []byte // its certificate, DER
	Certificate []byte // the host's own, DER
	Private     []byte // the seed of its key
}

// String says whose keys they are, so that no message prints the keys.
func (k Keys) String() string { return fmt.Sprintf("keys of host %d of job %v", k.Host, k.Job) }

// GoString is String.
func (k Keys) GoString() string { return k.String() }

// NewAuthority makes the authority of a new job.
func NewAuthority() (*Authority, error) {
	a := new(Authority)
	if _, err := rand.Read(a.job[:]); err != nil {
		return nil, fmt.Errorf("quic: %w", err)
	}
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("quic: %w", err)
	}
	a.key = key
	template := certificate("charm4go job "+a.job.String(), 0)
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		return nil, fmt.Errorf("quic: the certificate of a job: %w", err)
	}
	a.cert, err = x509.ParseCertificate(der)
	return a, err
}

// Keys makes the keys of one host.
func (a *Authority) Keys(host int) (Keys, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Keys{}, fmt.Errorf("quic: %w", err)
	}
	template := certificate(nameOf(a.job, host), int64(host)+1)
	template.DNSNames = []string{nameOf(a.job, host)}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, public, a.key)
	if err != nil {
		return Keys{}, fmt.Errorf("quic: the certificate of host %d: %w", host, err)
	}
	return Keys{Job: a.job, Host: host, Authority: a.cert.Raw, Certificate: der, Private: key.Seed()}, nil
}

// nameOf is the name in the certificate of a host.
func nameOf(job ID, host int) string { return fmt.Sprintf("host%d.%v.charm4go", host, job) }

// certificate returns a template. It is valid at any time: its authority does not
// outlive the job, and the clocks of hosts may differ.
func certificate(name string, serial int64) *x509.Certificate {
	return &x509.Certificate{
		Subject:      pkix.Name{CommonName: name},
		SerialNumber: big.NewInt(serial),
		NotBefore:    time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC),
	}
}

// protocolName is what both ends must speak (ALPN).
const protocolName = "charm4go"

// tls returns the settings for connections in both directions: each end proves
// which host it is.
func (k Keys) tls() (*tls.Config, error) {
	authority, err := x509.ParseCertificate(k.Authority)
	if err != nil {
		return nil, fmt.Errorf("quic: the authority in the %v: %w", k, err)
	}
	if len(k.Private) != ed25519.SeedSize {
		return nil, fmt.Errorf("quic: the private key in the %v is %d bytes, want %d", k, len(k.Private), ed25519.SeedSize)
	}
	pool := x509.NewCertPool()
	pool.AddCert(authority)
	return &tls.Config{
		Certificates:           []tls.Certificate{{Certificate: [][]byte{k.Certificate}, PrivateKey: ed25519.NewKeyFromSeed(k.Private)}},
		RootCAs:                pool,
		ClientCAs:              pool,
		ClientAuth:             tls.RequireAndVerifyClientCert,
		NextProtos:             []string{protocolName},
		MinVersion:             tls.VersionTLS13,
		SessionTicketsDisabled: true,
	}, nil
}
