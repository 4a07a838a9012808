// What streams have in common: a window of messages that are under way at once,
// and a short one back that says that all are there. All messages of a window are
// the same bytes, as they are in our own stream, and arrive at the same place, which
// is the best that can happen to caches.

#include "measure.h"

enum { inFlight = 64 };

static char *out, *in;

static void prepare(long size) {
	free(out);
	free(in);
	out = room(size);
	in = room(size);
}

static void sendWindow(long size, int to, MPI_Request *requests) {
	for (int i = 0; i < inFlight; i++)
		MPI_Isend(out, size, MPI_BYTE, to, 0, MPI_COMM_WORLD, &requests[i]);
}

static void receiveWindow(long size, int from, MPI_Request *requests) {
	for (int i = 0; i < inFlight; i++)
		MPI_Irecv(in, size, MPI_BYTE, from, 0, MPI_COMM_WORLD, &requests[i]);
}

// windows returns how many make so many messages.
static long windows(long times) { return (times + inFlight - 1) / inFlight; }
