/* The heat equation on a square, as examples/jacobi2d solves it, by MPI alone:
 * each rank has one rectangle of the grid, and all agree after each step.
 *
 *	mpirun -n 2 jacobi2d grid
 */
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include "clock.h"

#define TOLERANCE 0.004
#define MAX_STEPS 100

/* share tells which part of n cells the i-th of p has. */
static void share(int n, int p, int i, int *first, int *count)
{
	*first = (int)((long)n * i / p);
	*count = (int)((long)n * (i + 1) / p) - *first;
}

int main(int argc, char **argv)
{
	int ranks, sides[2] = {0, 0}, periodic[2] = {0, 0}, at[2], me, up, down, left, right;
	MPI_Comm ranks2d;

	MPI_Init(&argc, &argv);
	MPI_Comm_size(MPI_COMM_WORLD, &ranks);
	MPI_Dims_create(ranks, 2, sides);
	MPI_Cart_create(MPI_COMM_WORLD, 2, sides, periodic, 0, &ranks2d);
	MPI_Comm_rank(ranks2d, &me);
	MPI_Cart_coords(ranks2d, me, 2, at);
	MPI_Cart_shift(ranks2d, 0, 1, &up, &down);
	MPI_Cart_shift(ranks2d, 1, 1, &left, &right);

	MPI_Barrier(ranks2d);
	double start = seconds();
	int grid = atoi(argv[1]), row, rows, column, columns;
	share(grid, sides[0], at[0], &row, &rows);
	share(grid, sides[1], at[1], &column, &columns);
	int w = columns + 2;
	double *cells = calloc((size_t)w * (rows + 2), sizeof(double));
	double *next = calloc((size_t)w * (rows + 2), sizeof(double));
	for (int r = 1; r <= rows; r++)
		for (int c = 1; c <= columns; c++) {
			int y = row + r - 1, x = column + c - 1;
			if (y == 0 || x == 0 || y == grid - 1 || x == grid - 1)
				cells[r * w + c] = next[r * w + c] = 1;
		}
	/* The edges of the grid stay as they are. */
	int top = up == MPI_PROC_NULL ? 2 : 1, bottom = down == MPI_PROC_NULL ? rows - 1 : rows;
	int first = left == MPI_PROC_NULL ? 2 : 1, last = right == MPI_PROC_NULL ? columns - 1 : columns;

	MPI_Datatype side;
	MPI_Type_vector(rows, 1, w, MPI_DOUBLE, &side);
	MPI_Type_commit(&side);
	int step, done = 0;
	for (step = 1; step <= MAX_STEPS; step++) {
		MPI_Request q[8];
		MPI_Irecv(cells + 1, columns, MPI_DOUBLE, up, 0, ranks2d, q);
		MPI_Irecv(cells + (rows + 1) * w + 1, columns, MPI_DOUBLE, down, 1, ranks2d, q + 1);
		MPI_Irecv(cells + w, 1, side, left, 2, ranks2d, q + 2);
		MPI_Irecv(cells + w + columns + 1, 1, side, right, 3, ranks2d, q + 3);
		MPI_Isend(cells + w + 1, columns, MPI_DOUBLE, up, 1, ranks2d, q + 4);
		MPI_Isend(cells + rows * w + 1, columns, MPI_DOUBLE, down, 0, ranks2d, q + 5);
		MPI_Isend(cells + w + 1, 1, side, left, 3, ranks2d, q + 6);
		MPI_Isend(cells + w + columns, 1, side, right, 2, ranks2d, q + 7);
		MPI_Waitall(8, q, MPI_STATUSES_IGNORE);

		double change = 0;
		for (int r = top; r <= bottom; r++) {
			const double *here = cells + r * w, *above = here - w, *below = here + w;
			double *to = next + r * w;
			for (int c = first; c <= last; c++) {
				double x = 0.2 * (here[c] + above[c] + below[c] + here[c - 1] + here[c + 1]);
				double d = fabs(x - here[c]);
				if (d > change)
					change = d;
				to[c] = x;
			}
		}
		double *old = cells;
		cells = next;
		next = old;
		int mine = change <= TOLERANCE;
		MPI_Allreduce(&mine, &done, 1, MPI_INT, MPI_LAND, ranks2d);
		if (done)
			break;
	}
	double took = seconds() - start;
	if (me == 0) {
		printf("converged after %d iterations\n", done ? step : -1);
		printf("grid %d x %d, %d ranks, %.6f s\n", grid, grid, ranks, took);
	}
	MPI_Finalize();
	return 0;
}
