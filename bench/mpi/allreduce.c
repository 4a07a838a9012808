// The sum of a float64, or of many element by element, at all ranks.

#include "measure.h"

static double *values, *sums;

static void prepare(long size) {
	free(values);
	free(sums);
	values = calloc(size, 1);
	sums = calloc(size, 1);
}

static void once(long size, long times) {
	for (long i = 0; i < times; i++)
		MPI_Allreduce(values, sums, size / sizeof(double), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}
