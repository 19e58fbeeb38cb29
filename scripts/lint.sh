#!/usr/bin/env bash
# `make lint`: every check that needs no database, all of them even when one fails; fails when any did.
cd "$(dirname "$0")/.." || exit 1
PATH=$PWD/.venv/bin:$PATH
export MUSTER_SECRET_KEY=${MUSTER_SECRET_KEY:-only-for-checks} PYTHONWARNINGS=ignore
failed=()

check() {  # NAME COMMAND…
  local name=$1; shift
  printf '\033[1m▸ %s\033[0m\n' "$name"
  "$@" || failed+=("$name")
}

check 'ruff: style' ruff check .
check 'ruff: format' ruff format --check .
check 'mypy: types' mypy
check 'import-linter: floors' lint-imports --no-logo
check 'djlint: templates' djlint --lint --quiet templates
check 'node: JavaScript' scripts/check_javascript.sh
check 'migrations: none missing' python scripts/check_migrations.py
check 'texts: catalogues complete' python scripts/check_messages.py
check 'files: length, addresses' python scripts/check_files.py

if [ ${#failed[@]} -gt 0 ]; then
  printf '\n✗ Failed: %s\n' "$(IFS=';'; echo "${failed[*]}")"; exit 1
fi
printf '\n✓ All checks passed\n'
