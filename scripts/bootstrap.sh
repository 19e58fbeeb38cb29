#!/usr/bin/env bash
# Makes a bare clone able to run Python code: system packages, Python, .venv, front-end packages.
# Usage: bootstrap.sh run|test      Every step looks first and does nothing when there is nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."
PURPOSE=${1:-run}
mkdir -p var/stamps var/log

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }
die() { printf '\033[31m✗ %s\033[0m\n' "$*" >&2; exit 1; }

# A stamp remembers what a step was done for: done STAMP FILES… is true while their bytes are the same.
fingerprint() { cat "$@" .python-version | sha256sum | cut -d' ' -f1; }
done_for() { local stamp=var/stamps/$1; shift; [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$@")" ]; }
mark_done() { local stamp=var/stamps/$1; shift; fingerprint "$@" > "$stamp"; }

# Two commands in one clone must not install at once.
if command -v flock >/dev/null; then exec 9> var/setup.lock; flock 9; fi

install_packages_of_ours() {
  has_node || install_python_packages node
  install_frontend & local frontend=$!
  install_python_packages base
  [ "$PURPOSE" != test ] || install_python_packages dev
  wait "$frontend" || die "npm ci failed; its messages are in var/log/npm.log"
}

. scripts/packages.sh
. scripts/python.sh
. scripts/frontend.sh

# Python first, for then its packages are fetched while apt is busy with the rest.
mapfile -t missing < <(missing_things "$PURPOSE")
[ ${#missing[@]} = 0 ] || command -v apt-get >/dev/null || tell_what_to_install "${missing[*]}"
rest=()
for thing in "${missing[@]}"; do
  if [ "$thing" = python ]; then install_system_packages python; else rest+=("$thing"); fi
done
make_venv
trap 'jobs -p | xargs -r kill 2>/dev/null' EXIT
install_packages_of_ours & ours=$!
install_system_packages "${rest[@]}"
wait "$ours" || exit 1
[ "$PURPOSE" != test ] || install_browser
