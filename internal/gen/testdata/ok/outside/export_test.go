package outside

type Secret = int
