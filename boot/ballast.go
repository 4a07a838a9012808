package boot

import "os"

// ballastBytes are never touched and so take no memory, but the garbage
// collector counts them: it lets the heap grow to twice their size before it
// starts, instead of to 4 MiB. A PE that receives slices makes garbage at the
// speed of memory and would otherwise collect it every few messages.
const ballastBytes = 16 << 20

// ballast keeps them. The process has one, whatever it does.
//
//lint:ignore U1000 it is there for the garbage collector to count
var ballast []byte

// holdBallast takes the ballast on, unless the user has tuned the collector.
func holdBallast() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		ballast = make([]byte, ballastBytes)
	}
}
