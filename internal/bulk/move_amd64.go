//go:build !race

package bulk

// move copies src to dst, which are equally long.
func move(dst, src []byte) {
	if enhanced {
		moveBytes(&dst[0], &src[0], len(src))
		return
	}
	inPortions(dst, src)
}

// enhanced is whether moveBytes is fast. On processors of AMD it depends on how the
// two places lie to each other.
var enhanced = isEnhanced()

func isEnhanced() bool {
	const (
		genu, inel, ntel = 0x756e6547, 0x49656e69, 0x6c65746e // "GenuineIntel"
		erms             = 1 << 9
	)
	leaves, b, c, d := cpuid(0, 0)
	if b != genu || d != inel || c != ntel || leaves < 7 {
		return false
	}
	_, b, _, _ = cpuid(7, 0)
	return b&erms != 0
}

// moveBytes copies n bytes. The stack of who calls it stays as it is until it
// ends, as during copy.
//
//go:noescape
func moveBytes(dst, src *byte, n int)

// cpuid asks the processor what it is.
//
//go:noescape
func cpuid(leaf, part uint32) (a, b, c, d uint32)
