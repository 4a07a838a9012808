// Package ring moves records of any length from many producers to one consumer
// through bytes that they share: the heap of one process, or memory mapped by
// several.
//
// # The bytes
//
//	  0  tail   position up to which space is claimed    written by producers
//	128  head   position up to which space is given back written by the consumer
//	256  data   a power of two of bytes
//
// Tail and head are positions: they only grow, and index = position mod the
// size of data. Always
//
//	head <= tail <= head + size
//
// The data is a row of records. Each starts on a line of 64 bytes and fills
// whole lines:
//
//	 head                                  tail
//	  v                                     v
//	┌─┬────────┬─┬──────────────────┬─┬─────┬───────────────────────┐
//	│h│ record │h│ record           │0│ ... │0  0  0  0  0  0  0  0 │
//	└─┴────────┴─┴──────────────────┴─┴─────┴───────────────────────┘
//	  published    published          claimed  free
//
// h is the record's header, one word:
//
//	bits  0-31  length of what follows the header, in bytes
//	bits 32-39  kind: 0 nothing published yet, 254 a skip, 255 a pad, else the user's
//	bits 40-63  sender
//
// A record does not wrap. One that would is preceded by a skip up to the end of
// the data. So is one with which another 64 KiB begin, if the consumer keeps up:
// then the first 64 KiB are used over and over, and the rest is for bursts. A pad
// stands for space that was claimed and not used. What a skip passes by was never
// written, so that the consumer need not clear it.
//
// # Who owns what
//
// Lines in [head, tail) that carry no header belong to the producer that
// claimed them; storing the header hands the record to the consumer. All other
// lines in [head, tail) are the consumer's. Storing head hands lines to
// whichever producer claims them next, by moving tail.
//
// Free lines start with a word of zero. The consumer sees to that: it clears
// the first word of each line before it gives the line back. So wherever a
// record will start, there is no header until its producer stores one, and the
// consumer needs to look at nothing but that word: a record of up to 56 bytes
// reaches it in a single cache line.
//
// # What a dead producer leaves
//
// A producer that dies between claiming and publishing leaves a record that
// never appears; the consumer then sees an empty ring for ever, never half a
// record.
package ring
