package boot

import (
	"os"
	"os/signal"
	"syscall"
)

// catchSignals turns the signals that would end the launcher into messages, but
// those that were ignored when it was started (as nohup does) stay ignored.
func catchSignals() (signals <-chan os.Signal, stop func()) {
	caught := make(chan os.Signal, 4)
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT} {
		if !signal.Ignored(s) {
			signal.Notify(caught, s)
		}
	}
	return caught, func() { signal.Stop(caught) }
}

// catchSIGQUIT returns a channel that tells of each SIGQUIT.
func catchSIGQUIT() <-chan os.Signal {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGQUIT)
	return caught
}

// leaveInterruptToLauncher has this PE take no notice of SIGINT, which a
// terminal sends to the launcher too. It is caught rather than ignored: what is
// ignored stays so in programs that the PE starts.
func leaveInterruptToLauncher() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT)
}
