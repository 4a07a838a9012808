package reduce

import (
	"math"
	"math/rand/v2"
	"reflect"
)

// naive combines two values of any type that Sum and the others take, in the
// slowest and plainest way.
func naive(o op, a, b reflect.Value) reflect.Value {
	result := reflect.New(a.Type()).Elem()
	switch k := a.Kind(); {
	case k == reflect.Slice && a.IsNil():
	case k == reflect.Slice:
		result.Set(reflect.MakeSlice(a.Type(), a.Len(), a.Len()))
		for i := range a.Len() {
			result.Index(i).Set(naive(o, a.Index(i), b.Index(i)))
		}
	case k == reflect.Bool:
		result.SetBool(naiveBool(o, a.Bool(), b.Bool()))
	case a.CanInt():
		// Overflow of 64 bits and cutting to fewer give the same bits in any order.
		result.SetInt(int64(naiveInteger(o, uint64(a.Int()), uint64(b.Int()), a.Int() < b.Int())))
	case a.CanUint():
		result.SetUint(naiveInteger(o, a.Uint(), b.Uint(), a.Uint() < b.Uint()))
	case a.CanFloat():
		// float32 may be computed as float64: rounding twice makes no difference here.
		result.SetFloat(naiveFloat(o, a.Float(), b.Float()))
	case a.CanComplex():
		if o == sum {
			result.SetComplex(a.Complex() + b.Complex())
		} else {
			result.SetComplex(a.Complex() * b.Complex())
		}
	}
	return result
}

func naiveBool(o op, a, b bool) bool {
	switch o {
	case and:
		return a && b
	case or:
		return a || b
	}
	return a != b
}

func naiveInteger(o op, a, b uint64, less bool) uint64 {
	switch o {
	case sum:
		return a + b
	case product:
		return a * b
	case and:
		return a & b
	case or:
		return a | b
	case xor:
		return a ^ b
	}
	if less == (o == largest) {
		return b
	}
	return a
}

func naiveFloat(o op, a, b float64) float64 {
	switch o {
	case sum:
		return a + b
	case product:
		return a * b
	}
	switch {
	case a != a || b != b:
		return math.NaN()
	case o == largest:
		return math.Max(a, b)
	}
	return math.Min(a, b)
}

// random fills v, slices with n elements.
func random(rnd *rand.Rand, v reflect.Value, n int) {
	switch k := v.Kind(); {
	case k == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			random(rnd, v.Index(i), n)
		}
	case k == reflect.Bool:
		v.SetBool(rnd.IntN(2) == 1)
	case v.CanInt():
		v.SetInt(int64(rnd.Uint64()))
	case v.CanUint():
		v.SetUint(rnd.Uint64())
	case v.CanFloat():
		special := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN()}
		if i := rnd.IntN(100); i < len(special) {
			v.SetFloat(special[i])
		} else {
			v.SetFloat(rnd.NormFloat64())
		}
	case v.CanComplex():
		// Whole numbers, so that it does not matter how products are rounded.
		v.SetComplex(complex(float64(rnd.IntN(9)-4), float64(rnd.IntN(9)-4)))
	}
}

// identical reports whether two values have the same bits, except that any NaN
// is as good as another.
func identical(a, b reflect.Value) bool {
	switch {
	case a.Kind() == reflect.Slice:
		if a.IsNil() != b.IsNil() || a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !identical(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case a.CanFloat():
		x, y := a.Float(), b.Float()
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	}
	return a.Equal(b)
}
