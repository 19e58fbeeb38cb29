#!/usr/bin/env bash
# Installs packages without starting or enabling the services they bring: Muster runs its own PostgreSQL and Redis
# under var/ and must not leave a second pair running on the machine. What was there before stays as it was.
# Usage (as root): apt_quietly.sh PACKAGE…
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d dropin=/etc/postgresql-common/createcluster.d/muster.conf
had_redis=$(command -v redis-server || true)
made=()
trap 'rm -f "${made[@]}"' EXIT
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod 755 "$policy"; made+=("$policy")
fi
if ! command -v pg_lsclusters >/dev/null; then
  mkdir -p "${dropin%/*}"; echo 'create_main_cluster = false' > "$dropin"; made+=("$dropin")
fi
apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
if [ -z "$had_redis" ] && command -v redis-server >/dev/null && [ -d /run/systemd/system ]; then
  systemctl disable --quiet redis-server || true
fi
