package main

// A vector is what the compute-bound kernel works on.
type vector [kernelWidth]float64

const kernelWidth = 16

// spin does some iterations. Each element depends on itself alone, so that a
// processor can work on several at once, and all come to 1.
func (v *vector) spin(iterations int) {
	for range iterations {
		for i := range v {
			v[i] = v[i]*0.5 + 0.5
		}
	}
}
