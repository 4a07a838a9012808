package chare

// A profile finds out where the time of one PE goes. There is one clock, and at
// each moment it runs for one account. So no time is counted twice, also when a
// task waits and others run meanwhile, and all accounts together are all the
// time there was.
type profile struct {
	k       *kernel
	account *int64 // what the clock runs for
	since   int64  // when that began

	between int64  // nothing runs: for whatever runs next, or else for the runtime
	running *costs // of what runs; nil: nothing
	idle    int64
	entries []costs // by entryInfo.pool
	main    costs
	reduced costs // partial results of reductions
	moved   costs // chares that move
	runtime costs // what the runtime does that leads to no method
	local   uint64

	all, channels, results traffic
}

// costs are what an entry method has cost.
type costs struct {
	calls                      uint64
	method, sending, receiving int64 // nanoseconds
	traffic
}

// newProfile makes the profile of a PE, whose messages it sees as they pass
// port.
func newProfile(k *kernel) *profile {
	p := &profile{k: k, entries: make([]costs, len(k.pools)), since: k.env.now()}
	p.account = &p.between
	return p
}

// to has the clock run for another account.
func (p *profile) to(account *int64) {
	now := p.k.env.now()
	*p.account += now - p.since
	p.account, p.since = account, now
}

// of returns the costs of what an activity runs.
func (p *profile) of(info *entryInfo) *costs {
	switch info {
	case &mainInfo:
		return &p.main
	case &reduceInfo:
		return &p.reduced
	case &moveInfo, &migratedInfo:
		return &p.moved
	default:
		return &p.entries[info.pool]
	}
}

// begin is called when an activity begins to run.
func (p *profile) begin(a *activity) {
	p.of(a.info).calls++
	p.resume(a)
}

// resume is called when an activity runs that may have begun before: what has
// been done since the last one stopped was to receive what it runs for.
func (p *profile) resume(a *activity) {
	if a == nil {
		p.stop()
		return
	}
	c := p.of(a.info)
	p.to(&c.method)
	c.receiving += p.between
	p.between, p.running = 0, c
}

// stop is called when an activity ends or waits.
func (p *profile) stop() {
	p.to(&p.between)
	p.running = nil
}

// send is called when something begins to be sent, and returns what sent is to
// be told when it has been. They cost a branch each where there is no profile.
func (p *profile) send() (before *int64) {
	if p == nil {
		return nil
	}
	return p.sending()
}

func (p *profile) sending() (before *int64) {
	before = p.account
	c := p.running
	if c == nil {
		c = &p.runtime
	}
	p.to(&c.sending)
	return before
}

// sentHere is sent for a call within the PE.
func (p *profile) sentHere(before *int64) {
	if p != nil {
		p.local++
		p.to(before)
	}
}

// sent is called when something has been sent.
func (p *profile) sent(before *int64) {
	if p != nil {
		p.to(before)
	}
}
