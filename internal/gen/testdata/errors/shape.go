package shape

import "github.com/charm4go/charm/chare"

// want 6: chare type Generic cannot have type parameters
type Generic[T any] struct{ chare.Base }

func (g *Generic[T]) Work(x T) {}

// want 29: Pointer embeds a pointer; a chare embeds chare.Base itself: without the *
type Pointer struct{ *chare.Base }

type Good struct{ chare.Base }

// want 20: Deep embeds a pointer; a chare embeds Good itself: without the *
type Deep struct{ *Good }

type Shape struct{ chare.Base }

// want 29: Init can return nothing or an error
func (s *Shape) Init(n int) (int, error) { return 0, nil }

// want 17: Migrated is called after a move, without parameters and for no result: want func Migrated()
func (s *Shape) Migrated(pe int) {}

// want 31: ResumeFromSync is called after load balancing, without parameters
func (s *Shape) ResumeFromSync(t *chare.Task, n int) {}

// want 29: Two has too many results: it can have none, one of any type, an error, or one of any type and an error
func (s *Shape) Two() (int, string) { return 0, "" }

// want 31: Three has too many results
func (s *Shape) Three() (int, string, error) { return 0, "", nil }

// want 33: First has too many results
func (s *Shape) First() (error, int) { return nil, 0 }
