// Package unexported has a chare for itself alone.
//
// want: type workerProxy struct{ chare.Ref }
// want: func newWorker(c chare.Caller, opts ...chare.Option) workerProxy {
// want: func newWorkerGroup(c chare.Caller, opts ...chare.Option) workerProxies {
// want: func (p workerProxy) Await() workerAwait { return workerAwait{p.Ref} }
package unexported

import "github.com/charm4go/charm/chare"

type worker struct{ chare.Base }

func (w *worker) Work(by workerProxy) { w.All().Work(newWorker(w)) }
