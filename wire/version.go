package wire

// V1 is named by every generated file, so that a file generated for another
// form of this package does not compile.
const V1 = 1
