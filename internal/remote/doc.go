// Package remote brings a program to other hosts and starts it there, by a
// remote shell such as ssh. The other host needs nothing but a POSIX shell and
// what belongs to it (uname, head, and gzip or cat).
//
// One connection does it all. A script, given to the remote shell as an argument,
// tells what the host is, takes the program if it does not have it yet, and
// turns into it; from then on the connection's input and output are the
// program's:
//
//	script                            here
//	charm-sh 1 Linux aarch64 gzip ->
//	                              <-  set-up command, directory
//	                              <-  name of the program's file, by its hash
//	have, or want ->
//	                              <-  length, and the file, compressed
//	done ->
//	                                  (here it is the program)
//
// Programs are kept in ~/.cache/charm (or $XDG_CACHE_HOME/charm) of the host, and
// removed from there when they have not been used for a month.
package remote
