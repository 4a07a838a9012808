//go:build race

package balancing

const raceEnabled = true
