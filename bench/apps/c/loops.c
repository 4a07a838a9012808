/* The inner loops of examples, the same way in C: what a call of each takes in
 * nanoseconds, a line for each portion.
 *
 *	loops jacobi2d|stencil3d|leanmd|nqueen|fib [portions]
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"

/* jacobi2d: a step of a block of 128 by 128 cells. */
static double *cells, *next;

static void jacobi2d_prepare(void)
{
	cells = calloc(130 * 130, sizeof(double));
	next = calloc(130 * 130, sizeof(double));
}

static double jacobi2d(void)
{
	const int n = 128, w = n + 2;
	double change = 0;
	for (int r = 1; r <= n; r++) {
		const double *restrict here = cells + r * w;
		double *restrict to = next + r * w;
		for (int c = 1; c <= n; c++) {
			double x = 0.2 * (here[c] + here[c - w] + here[c + w] + here[c - 1] + here[c + 1]);
			double d = fabs(x - here[c]);
			if (d > change)
				change = d;
			to[c] = x;
		}
	}
	double *old = cells;
	cells = next;
	next = old;
	return change;
}

/* stencil3d: an iteration of a block of 32 cells along an axis. */
static void stencil3d_prepare(void)
{
	cells = calloc(34 * 34 * 34, sizeof(double));
	next = calloc(34 * 34 * 34, sizeof(double));
	for (int x = 0; x < 32; x++)
		for (int y = 0; y < 32; y++)
			for (int z = 0; z < 32; z++)
				cells[((x + 1) * 34 + y + 1) * 34 + z + 1] = x * x + 2 * y * y + 3 * z * z;
}

static double stencil3d(void)
{
	const int n = 32, w = n + 2;
	for (int x = 1; x <= n; x++)
		for (int y = 1; y <= n; y++) {
			const double *restrict c = cells + (x * w + y) * w;
			double *restrict to = next + (x * w + y) * w;
			for (int z = 1; z <= n; z++)
				to[z] = (c[z] + c[z - w * w] + c[z + w * w] + c[z - w] + c[z + w] + c[z - 1] + c[z + 1]) * (1.0 / 7);
		}
	double *old = cells;
	cells = next;
	next = old;
	return cells[w * w + w + 1];
}

/* leanmd: the forces between the atoms of two neighbouring cells. */
#define ATOMS 64
#define CUTOFF 4.0
#define CELL 4.5
#define SIDE (3 * CELL)
static double place[2][ATOMS][3], force[2][ATOMS][3];
static double cutoff_energy, cutoff_slope;

static void leanmd_prepare(void)
{
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < ATOMS; i++) {
			int at[3] = {i / 16, i / 4 % 4, i % 4};
			for (int axis = 0; axis < 3; axis++)
				place[k][i][axis] = ((axis == 2 ? k : 0) + (at[axis] + 0.003) / 4) * CELL;
		}
	cutoff_energy = 4 * (pow(CUTOFF, -12) - pow(CUTOFF, -6));
	cutoff_slope = -24 * (2 * pow(CUTOFF, -13) - pow(CUTOFF, -7));
}

static inline double apart(double x)
{
	return fabs(x) > SIDE / 2 ? x - copysign(SIDE, x) : x;
}

static double leanmd(void)
{
	double energy = 0;
	memset(force, 0, sizeof force);
	for (int i = 0; i < ATOMS; i++) {
		const double *p = place[0][i];
		double fx = 0, fy = 0, fz = 0;
		for (int j = 0; j < ATOMS; j++) {
			const double *q = place[1][j];
			double x = apart(p[0] - q[0]), y = apart(p[1] - q[1]), z = apart(p[2] - q[2]);
			double square = x * x + y * y + z * z;
			if (square >= CUTOFF * CUTOFF)
				continue;
			double r = sqrt(square), inverse = 1 / square, inverse6 = inverse * inverse * inverse;
			double strength = (24 * inverse6 * (2 * inverse6 - 1) + cutoff_slope * r) * inverse;
			energy += 4 * inverse6 * (inverse6 - 1) - cutoff_energy - cutoff_slope * (r - CUTOFF);
			fx += strength * x;
			fy += strength * y;
			fz += strength * z;
			force[1][j][0] -= strength * x;
			force[1][j][1] -= strength * y;
			force[1][j][2] -= strength * z;
		}
		force[0][i][0] = fx;
		force[0][i][1] = fy;
		force[0][i][2] = fz;
	}
	return energy;
}

/* nqueen: the solutions for a board of 10 by 10. */
static void nothing(void) {}

static int count(uint32_t columns, uint32_t left, uint32_t right, int rows)
{
	int n = 0;
	if (rows == 0)
		return 1;
	for (uint32_t open = ~(columns | left | right) & 0x3ff; open; open &= open - 1) {
		uint32_t at = open & -open;
		n += count(columns | at, (left | at) << 1, (right | at) >> 1, rows - 1);
	}
	return n;
}

static double nqueen(void) { return count(0, 0, 0, 10); }

/* fib: the 20th number. */
static int number(int n) { return n < 2 ? n : number(n - 1) + number(n - 2); }

static int twentieth = 20;
static double fib(void) { return number(*(volatile int *)&twentieth); }

static const struct {
	const char *name;
	void (*prepare)(void);
	double (*loop)(void);
} loops[] = {
	{"jacobi2d", jacobi2d_prepare, jacobi2d},
	{"stencil3d", stencil3d_prepare, stencil3d},
	{"leanmd", leanmd_prepare, leanmd},
	{"nqueen", nothing, nqueen},
	{"fib", nothing, fib},
};

int main(int argc, char **argv)
{
	const int portion = 20;
	int portions = argc > 2 ? atoi(argv[2]) : 30;
	volatile double sink = 0;
	for (size_t i = 0; i < sizeof loops / sizeof *loops; i++) {
		if (argc < 2 || strcmp(argv[1], loops[i].name))
			continue;
		loops[i].prepare();
		for (int p = 0; p < portions; p++) {
			double start = seconds();
			for (int n = 0; n < portion; n++)
				sink += loops[i].loop();
			printf("%.1f ns/op\n", (seconds() - start) * 1e9 / portion);
		}
		return 0;
	}
	return 2;
}
