package figure

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSaveDrawsAPicture(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f.png")
	f := Figure{Title: "t", X: "bytes", Y: "µs", Curves: []Curve{{"up", []float64{1, 10, 100}, []float64{2, 3, 50}}, {"flat", []float64{1, 100}, []float64{4, 4}}}}
	if err := f.Save(file); err != nil {
		t.Fatal(err)
	}
	r, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	picture, err := png.Decode(r)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[any]bool{}
	for x := range picture.Bounds().Dx() {
		for y := range picture.Bounds().Dy() {
			colours[picture.At(x, y)] = true
		}
	}
	if len(colours) < 4 {
		t.Errorf("a picture of %d colours, want those of two curves on white, and their frame", len(colours))
	}
}

func TestWhatCannotBeDrawnIsTold(t *testing.T) {
	curve := func(x, y float64) Figure { return Figure{Curves: []Curve{{"odd", []float64{1, x}, []float64{1, y}}}} }
	for _, test := range []struct {
		f          Figure
		name, want string
	}{
		{curve(2, 2), "f.doc", "doc"},
		{curve(0, 2), "f.png", "curve odd: the point 0, 2 has no place"},
		{curve(2, 0), "f.png", "curve odd: the point 2, 0 has no place"},
		{Figure{Curves: []Curve{{Name: "empty"}}}, "f.png", "curve empty"},
	} {
		if err := test.f.Save(filepath.Join(t.TempDir(), test.name)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
