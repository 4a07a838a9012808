// Package hosts holds tests of jobs on several hosts. Each host is a network
// namespace of this machine with an sshd of its own, joined to the others by
// veth pairs.
//
// There are also tests of jobs by Slurm, of which all daemons run in a namespace, by
// Open MPI, and on processors that qemu emulates.
//
// They need Linux, root, and what testdata/setup.sh installs on Debian, and take
// minutes, so they run when CHARM_HOSTS is set: make hosts. Each is skipped, and
// says why, where what it needs cannot be had.
package hosts
