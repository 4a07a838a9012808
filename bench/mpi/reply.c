// Two numbers to rank 1, and their sum back.

#include "measure.h"

static void prepare(long size) { (void)size; }

static void once(long size, long times) {
	long terms[2] = {size, 1}, sum;
	for (long i = 0; i < times; i++) {
		if (rank == 0) {
			MPI_Send(terms, 2, MPI_LONG, 1, 0, MPI_COMM_WORLD);
			MPI_Recv(&sum, 1, MPI_LONG, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		} else if (rank == 1) {
			MPI_Recv(terms, 2, MPI_LONG, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			sum = terms[0] + terms[1];
			MPI_Send(&sum, 1, MPI_LONG, 0, 0, MPI_COMM_WORLD);
		}
	}
}
