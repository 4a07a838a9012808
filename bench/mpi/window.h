// What streams have in common: a window of messages that are under way at once,
// each with room of its own, and a short one back that says that all are there.

#include "measure.h"

enum { inFlight = 64 };

static char *out[inFlight], *in[inFlight];

static void prepare(long size) {
	for (int i = 0; i < inFlight; i++) {
		free(out[i]);
		free(in[i]);
		out[i] = room(size);
		in[i] = room(size);
	}
}

static void sendWindow(long size, int to, MPI_Request *requests) {
	for (int i = 0; i < inFlight; i++)
		MPI_Isend(out[i], size, MPI_BYTE, to, 0, MPI_COMM_WORLD, &requests[i]);
}

static void receiveWindow(long size, int from, MPI_Request *requests) {
	for (int i = 0; i < inFlight; i++)
		MPI_Irecv(in[i], size, MPI_BYTE, from, 0, MPI_COMM_WORLD, &requests[i]);
}

// windows returns how many make so many messages.
static long windows(long times) { return (times + inFlight - 1) / inFlight; }
