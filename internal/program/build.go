package program

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/scanner"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/charm4go/charm/internal/gen"
)

// slowBuild is how long a build may take until a user should be told what is
// being waited for.
const slowBuild = 2 * time.Second

// A Target is the system that a program is built for, in the go command's words.
// The zero value is this host, and no other like it.
type Target struct{ OS, Arch, ARM string } // ARM: the version, for the processor of that name

// Build brings the generated code of a package up to date, builds it, and
// returns the binary's path. The compiler's words go to stderr as they are. If
// it takes long, slow is called.
//
// The binary is kept in the user's cache, in a place that belongs to the
// package's directory: the go command then does nothing if it is up to date,
// which saves a second for each run.
func (p Program) Build(t Target, stderr io.Writer, slow func()) (path string, err error) {
	dir, err := filepath.Abs(p.dir)
	if err != nil {
		return "", err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return "", fmt.Errorf("%s has to be built, which needs the go command: %w", p.name, err)
	}
	place, err := binaryPlace(dir, t)
	if err != nil {
		return "", err
	}
	unlock, err := lock(filepath.Join(filepath.Dir(place), ".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if slow != nil {
		note := time.AfterFunc(slowBuild, slow)
		defer note.Stop()
	}
	if p.ours {
		if err := generate(dir, p.name, stderr); err != nil {
			return "", err
		}
	}
	cmd := goBuild(dir, place)
	cmd.Env = append(os.Environ(), t.environ()...)
	cmd.Stdout, cmd.Stderr = stderr, stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s does not build (%w)", p.name, err)
	}
	return place, nil
}

// generate does what "go generate" would with charmgen, for the program and the
// packages of its module that it imports.
func generate(dir, name string, stderr io.Writer) error {
	dirs, err := gen.Program(dir)
	if err == nil {
		_, err = gen.Generate(dirs...)
	}
	if list := (scanner.ErrorList)(nil); errors.As(err, &list) {
		scanner.PrintError(stderr, err)
		return fmt.Errorf("%s cannot be built", name)
	}
	return err
}

// goBuild returns the command that builds the package in dir. It runs in the
// present directory if that belongs to the same module, so that the compiler's
// messages have paths from here.
func goBuild(dir, binary string) *exec.Cmd {
	here, err := os.Getwd()
	if err == nil && moduleRoot(here) == moduleRoot(dir) {
		if rel, err := filepath.Rel(here, dir); err == nil {
			return exec.Command("go", "build", "-o", binary, "./"+filepath.ToSlash(rel))
		}
	}
	cmd := exec.Command("go", "build", "-o", binary, ".")
	cmd.Dir = dir
	return cmd
}

// moduleRoot returns the nearest directory above dir that has a go.mod, or "".
func moduleRoot(dir string) string {
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// binaryPlace returns where the binary of the package in dir is kept, and makes
// the directory.
func binaryPlace(dir string, t Target) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil { // no home: a place of this user's in the temporary directory
		cache = filepath.Join(os.TempDir(), fmt.Sprintf("charm-%d", os.Getuid()))
	}
	hash := sha256.Sum256([]byte(dir))
	place := filepath.Join(cache, "charmrun", fmt.Sprintf("%x", hash[:8]))
	if err := os.MkdirAll(place, 0o700); err != nil {
		return "", fmt.Errorf("a place for the binary: %w", err)
	}
	return filepath.Join(place, filepath.Base(dir)+t.suffix()), nil
}

func (t Target) environ() []string {
	if t == (Target{}) {
		return nil
	}
	env := []string{"GOOS=" + t.OS, "GOARCH=" + t.Arch}
	if os.Getenv("CGO_ENABLED") == "" {
		env = append(env, "CGO_ENABLED=0") // other hosts have other libraries of C
	}
	if t.ARM != "" {
		env = append(env, "GOARM="+t.ARM)
	}
	return env
}

func (t Target) suffix() string {
	if t == (Target{}) {
		return ""
	}
	return "." + t.OS + "-" + t.Arch + t.ARM
}

// lock keeps other charmruns from building to the same place at the same time.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}
