// Messages from rank 0 to rank 1, each with other bytes than the one before, as our
// own are. A message that is under way may not be changed, so each of a window has its
// own place on the side of the sender; that of the receiver is the same for all.

#include "measure.h"

enum { inFlight = 64, lineBytes = 64 };

static char *out[inFlight], *in;

static void prepare(long size) {
	for (int i = 0; i < inFlight; i++) {
		free(out[i]);
		out[i] = room(size);
	}
	free(in);
	in = room(size);
}

// renew changes bytes in all of their cache lines.
static void renew(volatile char *bytes, long size) {
	for (long i = 0; i < size; i += lineBytes)
		bytes[i]++;
}

static void once(long size, long times) {
	MPI_Request requests[inFlight];
	for (long w = 0; w < (times + inFlight - 1) / inFlight; w++) {
		if (rank == 0) {
			for (int i = 0; i < inFlight; i++) {
				renew(out[i], size);
				MPI_Isend(out[i], size, MPI_BYTE, 1, 0, MPI_COMM_WORLD, &requests[i]);
			}
			MPI_Waitall(inFlight, requests, MPI_STATUSES_IGNORE);
			MPI_Recv(NULL, 0, MPI_BYTE, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		} else if (rank == 1) {
			for (int i = 0; i < inFlight; i++)
				MPI_Irecv(in, size, MPI_BYTE, 0, 0, MPI_COMM_WORLD, &requests[i]);
			MPI_Waitall(inFlight, requests, MPI_STATUSES_IGNORE);
			MPI_Send(NULL, 0, MPI_BYTE, 0, 1, MPI_COMM_WORLD);
		}
	}
}
