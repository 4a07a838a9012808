package charm_test

import (
	"go/ast"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/charm4go/charm/boot"
)

// charm4pyPage says what each name of Charm4py is here.
const charm4pyPage = "docs/charm4py.md"

func TestCharm4pyPageShowsWhatThereIs(t *testing.T) {
	for line := range strings.SplitSeq(pages(t)[charm4pyPage], "\n") {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasSuffix(line, "| shown by |") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), " |")
		if len(cells) < 3 {
			cells = append(cells, "")
		}
		here, shown := strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2])
		missing := strings.HasPrefix(here, "not yet") || strings.HasPrefix(here, "not planned")
		if len(cells) != 3 || here == "" || !missing && !link.MatchString(shown) {
			t.Errorf("%s: want what it is here and a link to what shows it, or \"not yet\" or \"not planned\":\n%s", charm4pyPage, line)
		}
	}
}

// optionName is an option in the first cell of a row.
var optionName = regexp.MustCompile("`(\\++\\w[-\\w]*)[` ]")

// TestOptionsOfCharmAreAnswered: each that the page names is there, or is
// answered with what stands in for it.
func TestOptionsOfCharmAreAnswered(t *testing.T) {
	answered := 0
	for line := range strings.Lines(pages(t)[charm4pyPage]) {
		theirs, _, _ := strings.Cut(strings.TrimPrefix(line, "|"), " |")
		for _, name := range optionName.FindAllStringSubmatch(theirs, -1) {
			answered++
			word := strings.TrimSuffix(name[1], "N") // +pN is +p
			if _, _, err := boot.Parse([]string{word, "1"}); err != nil && strings.Contains(err.Error(), "unknown option") {
				t.Errorf("%s has %s, and charmrun says: %v", charm4pyPage, word, err)
			}
		}
	}
	if answered < 50 {
		t.Errorf("%s names %d options; are they read rightly?", charm4pyPage, answered)
	}
}

// goName is a name of a package as code of other packages has it.
var goName = regexp.MustCompile(`(?:^|[^.\w])((?:chare|charetest|pool|reduce)\.[A-Z]\w*)`)

func TestPagesNameWhatThereIs(t *testing.T) {
	declared := map[string]bool{}
	for _, p := range packages(t) {
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, decl := range f.syntax.Decls {
				for _, name := range declares(decl) {
					declared[path.Base(p.dir)+"."+name] = true
				}
			}
		}
	}
	all := pages(t)
	for _, page := range sorted(all) {
		for _, name := range goName.FindAllStringSubmatch(all[page], -1) {
			if !declared[name[1]] {
				t.Errorf("%s: there is no %s", page, name[1])
			}
		}
	}
}

// declares returns the names that a declaration adds to its package.
func declares(decl ast.Decl) (names []string) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, s.Name.Name)
			case *ast.ValueSpec:
				for _, id := range s.Names {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}
