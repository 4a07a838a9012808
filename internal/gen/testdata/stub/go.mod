module github.com/charm4go/charm

go 1.26.0
