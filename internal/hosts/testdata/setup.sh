#!/bin/sh
# Installs what the tests of this folder need, on Debian and its like.
set -e
command -v ip >/dev/null && test -x /usr/sbin/sshd && exit 0
command -v apt-get >/dev/null || { echo "no apt-get to install openssh-server and iproute2 with" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# The sshd of the tests is their own: none of the system's is to be started.
test -e /usr/sbin/policy-rc.d || {
	printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
	chmod 755 /usr/sbin/policy-rc.d
	trap 'rm /usr/sbin/policy-rc.d' EXIT
}
apt-get install -q -y --no-install-recommends openssh-server openssh-client iproute2
