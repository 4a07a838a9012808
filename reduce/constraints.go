package reduce

// Integers is satisfied by integers and slices of them.
type Integers interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 |
		~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 |
		~[]int | ~[]int8 | ~[]int16 | ~[]int32 | ~[]int64 |
		~[]uint | ~[]uint8 | ~[]uint16 | ~[]uint32 | ~[]uint64
}

// Ordered is satisfied by the numbers that have an order and slices of them.
type Ordered interface {
	Integers | ~float32 | ~float64 | ~[]float32 | ~[]float64
}

// Numbers is satisfied by all numbers and slices of them.
type Numbers interface {
	Ordered | ~complex64 | ~complex128 | ~[]complex64 | ~[]complex128
}

// Bits is satisfied by integers, booleans and slices of them.
type Bits interface {
	Integers | ~bool | ~[]bool
}
