// What the programs of this folder have in common. Each is run with the words
//
//	NAME RANKS REPEATS SIZE TIMES [SIZE TIMES]...
//
// and prints for each size, as a line of JSON, what each repeat has cost for one
// time in nanoseconds. It defines prepare and once; all ranks call them.

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int rank, ranks;

// prepare makes ready for a size.
static void prepare(long size);

// once does so many times what is measured.
static void once(long size, long times);

// room returns n bytes that have been touched.
static char *room(long n) {
	char *bytes = malloc(n > 0 ? n : 1);
	memset(bytes, 1, n);
	return bytes;
}

int main(int argc, char **argv) {
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &ranks);
	long repeats = argc > 3 ? atol(argv[3]) : 0;
	for (int i = 4; i + 1 < argc; i += 2) {
		long size = atol(argv[i]), times = atol(argv[i + 1]);
		prepare(size);
		once(size, times); // to warm up
		if (rank == 0)
			printf("{\"size\":%ld,\"costs\":[", size);
		for (long r = 0; r < repeats; r++) {
			MPI_Barrier(MPI_COMM_WORLD);
			double start = MPI_Wtime();
			once(size, times);
			double took = MPI_Wtime() - start;
			if (rank == 0)
				printf("%s%.3f", r > 0 ? "," : "", took * 1e9 / times);
		}
		if (rank == 0)
			printf("]}\n");
	}
	MPI_Finalize();
	return 0;
}
