// Package reports holds programs that get into trouble, as tests, and checks
// what their users are told: about methods that keep their PE, about what waits
// for what, and about where the time goes.
package reports
