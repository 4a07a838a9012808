package several

import . "github.com/charm4go/charm/chare"

// B is another.
type B struct{ Base }

func (b *B) Take(a AProxy, m map[string]BProxies) { a.Await().Start() }
