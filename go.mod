module github.com/charm4go/charm

go 1.26.0

require (
	github.com/edsrzf/mmap-go v1.2.0
	github.com/puzpuzpuz/xsync/v3 v3.5.1
	github.com/quic-go/quic-go v0.65.0
	github.com/sourcegraph/conc v0.3.0
	golang.org/x/sys v0.49.0
)

require (
	go.uber.org/atomic v1.7.0 // indirect
	go.uber.org/multierr v1.9.0 // indirect
	golang.org/x/crypto v0.54.0 // indirect
	golang.org/x/net v0.56.0 // indirect
)
