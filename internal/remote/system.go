package remote

import (
	"fmt"
	"strings"
)

// A System is what a program is built for, in the go command's words.
type System struct{ OS, Arch, ARM string } // ARM is the version of 32-bit ARM, else empty

func (s System) String() string { return s.OS + "/" + s.Arch }

// processors are what uname -m says of those that Go builds for.
var processors = map[string]System{
	"x86_64": {Arch: "amd64"}, "amd64": {Arch: "amd64"},
	"i386": {Arch: "386"}, "i486": {Arch: "386"}, "i586": {Arch: "386"}, "i686": {Arch: "386"},
	"aarch64": {Arch: "arm64"}, "arm64": {Arch: "arm64"},
	"armv5tel": {Arch: "arm", ARM: "5"}, "armv6l": {Arch: "arm", ARM: "6"},
	"armv7l": {Arch: "arm", ARM: "7"}, "armv8l": {Arch: "arm", ARM: "7"},
	"riscv64": {Arch: "riscv64"}, "ppc64le": {Arch: "ppc64le"}, "s390x": {Arch: "s390x"},
	"loongarch64": {Arch: "loong64"},
}

// systemOf returns the system of a host, from what its uname says.
func systemOf(os, machine string) (System, error) {
	s, ok := processors[machine]
	if !ok {
		return System{}, fmt.Errorf("its processor is called %q, for which no Go program can be built", machine)
	}
	s.OS = strings.ToLower(os)
	return s, nil
}
