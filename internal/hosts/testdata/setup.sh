#!/bin/sh
# Installs what the tests of this folder need, on Debian and its like: for hosts,
# slurm, mpi, or kinds.
set -e
case $1 in
hosts)
	command -v ip >/dev/null && test -x /usr/sbin/sshd && exit 0
	packages="openssh-server openssh-client iproute2" ;;
slurm)
	command -v ip >/dev/null && command -v slurmctld >/dev/null && command -v slurmd >/dev/null &&
		command -v srun >/dev/null && command -v munged >/dev/null && exit 0
	packages="slurm-wlm munge iproute2" ;;
mpi)
	command -v mpirun >/dev/null && exit 0
	packages=openmpi-bin ;;
kinds)
	command -v qemu-aarch64-static >/dev/null && command -v qemu-arm-static >/dev/null && exit 0
	packages=qemu-user-static ;;
*) echo "$0: want hosts, slurm, mpi or kinds" >&2; exit 2 ;;
esac
command -v apt-get >/dev/null || { echo "no apt-get to install $packages with" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# The daemons of the tests are their own: none of the system's is to be started.
test -e /usr/sbin/policy-rc.d || {
	printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
	chmod 755 /usr/sbin/policy-rc.d
	trap 'rm /usr/sbin/policy-rc.d' EXIT
}
# shellcheck disable=SC2086 # several words
apt-get install -q -y --no-install-recommends $packages
