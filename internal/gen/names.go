package gen

import (
	"go/ast"
	"unicode"
	"unicode/utf8"
)

// names are the identifiers generated for one chare type, as far as more than
// one place needs them. They are exported if the type is.
type names struct {
	Chare   string // Hello
	Lower   string // hello: what generated variables begin with
	Proxy   string // HelloProxy
	Proxies string // HelloProxies
	New     string // NewHello
}

func namesOf(chare string) names {
	n := names{
		Chare:   chare,
		Lower:   lower(chare),
		Proxy:   chare + "Proxy",
		Proxies: chare + "Proxies",
		New:     "New" + chare,
	}
	if !ast.IsExported(chare) {
		first, size := utf8.DecodeRuneInString(chare)
		n.New = "new" + string(unicode.ToUpper(first)) + chare[size:]
	}
	return n
}

// lower makes an exported name unexported: Hello is hello, HTTPServer is
// httpServer, PE is pe.
func lower(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		if !unicode.IsUpper(r) {
			break
		}
		startsWord := i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if startsWord {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	return string(runes)
}

// fresh returns name, with as many underscores as make it differ from all taken
// ones.
func fresh(name string, taken func(string) bool) string {
	for taken(name) {
		name += "_"
	}
	return name
}
