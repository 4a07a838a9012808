package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
)

// A RemoteError is what arrives for an error whose type is not registered. It
// wraps what the original wrapped of errors that arrive as themselves, so that
// errors.Is and errors.As find those.
type RemoteError struct {
	Type string // of the original, such as "*fs.PathError"
	Text string // what its Error method returned
	errs []error
}

func (r *RemoteError) Error() string   { return r.Text }
func (r *RemoteError) Unwrap() []error { return r.errs }

// remote returns what travels for err.
func remote(err error) *RemoteError {
	return &RemoteError{
		Type: fmt.Sprintf("%T", err),
		Text: fmt.Sprint(err), // as err.Error(), and a panic there does not end us
		errs: append(knownIn(err), registeredIn(err)...),
	}
}

// RegisterError lets err, such as a package's ErrNotFound, arrive as itself, so
// that == and errors.Is find it where it was sent or was wrapped in what was
// sent. The name must be the same in all processes; it is by custom the import
// path and the variable. It panics if the name is taken by another.
func RegisterError(name string, err error) {
	registry.adding.Lock()
	defer registry.adding.Unlock()
	i := take(name, err)
	registry.errorOf.Store(i, err)
	registry.idOfError.Store(err, i)
	registry.errors = append(registry.errors, err)
}

// knownID returns the id of an error that was registered itself.
func knownID(err error) (i id, ok bool) {
	if !reflect.ValueOf(err).Comparable() {
		return 0, false
	}
	known, ok := registry.idOfError.Load(err)
	if !ok {
		return 0, false
	}
	return known.(id), true
}

// knownIn returns the errors registered themselves which errors.Is finds in err.
func knownIn(err error) []error {
	registry.adding.Lock()
	known := registry.errors
	registry.adding.Unlock()
	var found []error
	for _, k := range known {
		if errors.Is(err, k) {
			found = append(found, k)
		}
	}
	return found
}

// registeredIn returns the outermost errors of registered types that err wraps.
func registeredIn(err error) []error {
	if _, ok := registry.byType.Load(reflect.TypeOf(err)); ok {
		return []error{err}
	}
	switch w := err.(type) {
	case interface{ Unwrap() error }:
		if inner := w.Unwrap(); inner != nil {
			return registeredIn(inner)
		}
	case interface{ Unwrap() []error }:
		var found []error
		for _, inner := range w.Unwrap() {
			found = append(found, registeredIn(inner)...)
		}
		return found
	}
	return nil
}

func init() {
	Register[*RemoteError]()
	RegisterError("context.Canceled", context.Canceled)
	RegisterError("context.DeadlineExceeded", context.DeadlineExceeded)
	RegisterError("errors.ErrUnsupported", errors.ErrUnsupported)
	RegisterError("io.EOF", io.EOF)
	RegisterError("io.ErrClosedPipe", io.ErrClosedPipe)
	RegisterError("io.ErrNoProgress", io.ErrNoProgress)
	RegisterError("io.ErrShortBuffer", io.ErrShortBuffer)
	RegisterError("io.ErrShortWrite", io.ErrShortWrite)
	RegisterError("io.ErrUnexpectedEOF", io.ErrUnexpectedEOF)
	RegisterError("io/fs.ErrClosed", fs.ErrClosed)
	RegisterError("io/fs.ErrExist", fs.ErrExist)
	RegisterError("io/fs.ErrInvalid", fs.ErrInvalid)
	RegisterError("io/fs.ErrNotExist", fs.ErrNotExist)
	RegisterError("io/fs.ErrPermission", fs.ErrPermission)
	RegisterError("os.ErrDeadlineExceeded", os.ErrDeadlineExceeded)
	RegisterError("os.ErrNoDeadline", os.ErrNoDeadline)
	RegisterError("os.ErrProcessDone", os.ErrProcessDone)
}
