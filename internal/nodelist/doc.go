// Package nodelist knows which hosts a job may use: from a file in Charm's
// format, or from what a batch system tells its jobs. It reads no files and no
// environment; it is given what is in them.
//
// # The file
//
//	# a comment
//	group main ++shell /usr/bin/ssh
//	  host alpha ++cpus 4
//	  login fred
//	  host beta ++port 2222
//	group old
//	  host gamma ++pathfix /home/fred /users/f
//
// A line names a group, names a host of the present group, or gives qualifiers
// to all hosts that follow. Hosts before the first group are in group main.
// Qualifiers of a host follow its name, with plus signs, and hold for it alone;
// those of a group hold until the next group, and those that stand before the
// first group hold for all. The value * takes a qualifier back. A value may
// stand between double quotes.
package nodelist
