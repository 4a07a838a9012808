// A number from rank 0 to all, and a reduction that tells rank 0 that all have it.

#include "measure.h"

static void prepare(long size) { (void)size; }

static void once(long size, long times) {
	(void)size;
	for (long i = 0; i < times; i++) {
		long number = i;
		char here = 1, all;
		MPI_Bcast(&number, 1, MPI_LONG, 0, MPI_COMM_WORLD);
		MPI_Reduce(&here, &all, 1, MPI_CHAR, MPI_BAND, 0, MPI_COMM_WORLD);
	}
}
