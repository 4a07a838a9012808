package wire

const V1 = 1
