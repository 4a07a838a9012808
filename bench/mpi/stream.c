// Messages from rank 0 to rank 1.

#include "window.h"

static void once(long size, long times) {
	MPI_Request requests[inFlight];
	for (long w = 0; w < windows(times); w++) {
		if (rank == 0) {
			sendWindow(size, 1, requests);
			MPI_Waitall(inFlight, requests, MPI_STATUSES_IGNORE);
			MPI_Recv(NULL, 0, MPI_BYTE, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		} else if (rank == 1) {
			receiveWindow(size, 0, requests);
			MPI_Waitall(inFlight, requests, MPI_STATUSES_IGNORE);
			MPI_Send(NULL, 0, MPI_BYTE, 0, 1, MPI_COMM_WORLD);
		}
	}
}
