package several

import . "github.com/charm4go/charm/chare"

// C is not for this system.
type C struct{ Base }
