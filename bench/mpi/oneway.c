// A message to rank 1, and as long a one back; times counts both. All other ranks
// wait.

#include "measure.h"

static char *bytes;

static void prepare(long size) {
	free(bytes);
	bytes = room(size);
}

static void once(long size, long times) {
	for (long i = 0; i < times / 2; i++) {
		if (rank == 0) {
			MPI_Send(bytes, size, MPI_BYTE, 1, 0, MPI_COMM_WORLD);
			MPI_Recv(bytes, size, MPI_BYTE, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		} else if (rank == 1) {
			MPI_Recv(bytes, size, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			MPI_Send(bytes, size, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
		}
	}
}
