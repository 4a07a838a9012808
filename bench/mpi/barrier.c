// A barrier.

#include "measure.h"

static void prepare(long size) { (void)size; }

static void once(long size, long times) {
	(void)size;
	for (long i = 0; i < times; i++)
		MPI_Barrier(MPI_COMM_WORLD);
}
