package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"time"

	quicgo "github.com/quic-go/quic-go"
)

// A carrier carries bytes between two processes.
type carrier struct {
	listen func(address string) (accept func() (io.ReadWriter, error), err error)
	dial   func(address string) (open func() (io.ReadWriter, error), err error)
}

var carriers = map[string]carrier{
	"tcp":     {listenTCP, dialTCP},
	"quic-go": {listenQUIC, dialQUIC},
}

func listenTCP(address string) (func() (io.ReadWriter, error), error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return func() (io.ReadWriter, error) { return l.Accept() }, nil
}

func dialTCP(address string) (func() (io.ReadWriter, error), error) {
	return func() (io.ReadWriter, error) { return net.Dial("tcp", address) }, nil
}

// settings are those of gateways.
var settings = &quicgo.Config{
	InitialStreamReceiveWindow: windowBytes, MaxStreamReceiveWindow: windowBytes,
	InitialConnectionReceiveWindow: 4 * windowBytes, MaxConnectionReceiveWindow: 4 * windowBytes,
}

const protocolName = "bench"

func listenQUIC(address string) (func() (io.ReadWriter, error), error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	l, err := quicgo.ListenAddr(address, &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, NextProtos: []string{protocolName},
	}, settings)
	if err != nil {
		return nil, err
	}
	var conn *quicgo.Conn
	return func() (io.ReadWriter, error) {
		if conn == nil {
			if conn, err = l.Accept(context.Background()); err != nil {
				return nil, err
			}
		}
		return conn.AcceptStream(context.Background())
	}, nil
}

func dialQUIC(address string) (func() (io.ReadWriter, error), error) {
	conn, err := quicgo.DialAddr(context.Background(), address,
		&tls.Config{InsecureSkipVerify: true, NextProtos: []string{protocolName}}, settings)
	if err != nil {
		return nil, err
	}
	return func() (io.ReadWriter, error) { return conn.OpenStreamSync(context.Background()) }, nil
}

// What is to be answered, the first bytes say: each message of so many bytes by
// so many.
const headBytes = 8

// answer answers what is asked, until the process is killed.
func answer(name, address string) error {
	accept, err := carriers[name].listen(address)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	for {
		conn, err := accept()
		if err != nil {
			return err
		}
		go func() {
			var head [headBytes]byte
			if _, err := io.ReadFull(conn, head[:]); err != nil {
				return
			}
			m := make([]byte, binary.LittleEndian.Uint32(head[:]))
			short := m[:binary.LittleEndian.Uint32(head[4:])]
			for {
				if _, err := io.ReadFull(conn, m); err != nil {
					return
				}
				if _, err := conn.Write(short); err != nil {
					return
				}
			}
		}()
	}
}

// An asker is the other end, which measures.
type asker struct {
	conn      io.ReadWriter
	m, answer []byte
	err       error
}

func newAsker(open func() (io.ReadWriter, error), n, answer int) (*asker, error) {
	conn, err := open()
	if err != nil {
		return nil, err
	}
	var head [headBytes]byte
	binary.LittleEndian.PutUint32(head[:], uint32(n))
	binary.LittleEndian.PutUint32(head[4:], uint32(answer))
	_, err = conn.Write(head[:])
	return &asker{conn, make([]byte, n), make([]byte, answer), err}, err
}

func (a *asker) send() {
	if a.err == nil {
		_, a.err = a.conn.Write(a.m)
	}
}

func (a *asker) wait() {
	if a.err == nil {
		_, a.err = io.ReadFull(a.conn, a.answer)
	}
}

// ask measures a carrier to an address for a while, and prints what it finds.
func ask(name, address, text string) error {
	lap, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	open, err := carriers[name].dial(address)
	if err != nil {
		return err
	}
	print := json.NewEncoder(os.Stdout)
	a, err := newAsker(open, shortBytes, shortBytes)
	if err != nil {
		return err
	}
	watch := newStopwatch(lap)
	for more := true; more && a.err == nil; more = watch.portion() {
		for range shortTrips {
			a.send()
			a.wait()
		}
	}
	if a.err != nil {
		return a.err
	}
	if err := print.Encode(watch.short(name)); err != nil {
		return err
	}
	for _, n := range longBytes {
		a, err := newAsker(open, n, 1)
		if err != nil {
			return err
		}
		for range windowBytes / n {
			a.send()
		}
		watch := newStopwatch(lap)
		for more := true; more && a.err == nil; more = watch.portion() {
			for range longPortion / n {
				a.wait()
				a.send()
			}
		}
		if a.err != nil {
			return a.err
		}
		if err := print.Encode(watch.long(name, n)); err != nil {
			return err
		}
	}
	return nil
}
