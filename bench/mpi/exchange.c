// Messages from rank 0 to rank 1, and as many the other way at the same time;
// times counts both.

#include "window.h"

static void once(long size, long times) {
	MPI_Request requests[2 * inFlight];
	if (rank > 1)
		return;
	for (long w = 0; w < windows(times / 2); w++) {
		receiveWindow(size, 1 - rank, requests);
		sendWindow(size, 1 - rank, requests + inFlight);
		MPI_Waitall(2 * inFlight, requests, MPI_STATUSES_IGNORE);
		MPI_Sendrecv(NULL, 0, MPI_BYTE, 1 - rank, 1, NULL, 0, MPI_BYTE, 1 - rank, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	}
}
