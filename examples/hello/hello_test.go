package main

import (
	"testing"

	"github.com/charm4go/charm/chare/charetest"
)

func TestHello(t *testing.T) { charetest.Run(t, 4, run) }

func TestHelloUnderSeeds(t *testing.T) { charetest.Simulate(t, 3, 200, run) }
