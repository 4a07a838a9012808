// Package hosts holds tests of jobs on several hosts. Each host is a network
// namespace of this machine with an sshd of its own, joined to the others by
// veth pairs.
//
// They need Linux, root, ip, and sshd, which testdata/setup.sh installs, and
// take minutes, so they run when CHARM_HOSTS is set: make hosts.
package hosts
