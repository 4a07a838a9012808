// Package figure draws curves as PNG: what benchmarks have measured, on
// logarithmic axes. It is the one place that knows gonum/plot.
package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

// A Figure is curves over one pair of axes.
type Figure struct {
	Title, X, Y string // of the figure, and of its axes with their units
	LinearY     bool   // Y is not logarithmic, and begins at 0
	Curves      []Curve
}

// A Curve is a line through points, which have as many X as Y.
type Curve struct {
	Name string
	X, Y []float64
}

// legendPart is how much wider than the curves a figure is.
const legendPart = 0.5

// Save draws the figure into a file whose name ends in .png.
func (f Figure) Save(file string) error {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = f.Title, f.X, f.Y
	p.Title.Padding = vg.Points(6)
	p.Legend.Top = true
	p.Legend.Padding = vg.Points(3)
	p.Legend.ThumbnailWidth = vg.Points(24)
	p.Add(plotter.NewGrid())
	logarithmic(&p.X)
	if f.LinearY {
		p.Y.Min = 0
	} else {
		logarithmic(&p.Y)
	}
	for i, c := range f.Curves {
		if len(c.X) == 0 {
			return fmt.Errorf("figure: %s, curve %s has no points", file, c.Name)
		}
		points := make(plotter.XYs, len(c.X))
		for n, x := range c.X {
			if points[n] = (plotter.XY{X: x, Y: c.Y[n]}); x <= 0 || !f.LinearY && c.Y[n] <= 0 {
				return fmt.Errorf("figure: %s, curve %s: the point %v, %v has no place on logarithmic axes", file, c.Name, x, c.Y[n])
			}
		}
		line, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return fmt.Errorf("figure: %s, curve %s: %w", file, c.Name, err)
		}
		line.Color, line.Dashes = plotutil.Color(i), plotutil.Dashes(i/len(plotutil.DefaultColors))
		marks.Color, marks.Shape = line.Color, plotutil.Shape(i)
		p.Add(line, marks)
		p.Legend.Add(c.Name, line, marks)
	}
	p.X.Max *= math.Pow(p.X.Max/p.X.Min, legendPart) // room for the legend
	if err := p.Save(18*vg.Centimeter, 12*vg.Centimeter, file); err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return nil
}

func logarithmic(a *plot.Axis) {
	a.Scale, a.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
}
