# Python 3.12 or newer and the virtual environment. Sourced by bootstrap.sh.
# Found in this order: .python-version through pyenv, python3.13 / python3.12 on PATH, `uv python install`.

good_python() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; }

find_python() {
  local candidate pyenv
  pyenv=$(command -v pyenv || echo "$HOME/.pyenv/bin/pyenv")
  if [ -x "$pyenv" ] && candidate=$(PYENV_VERSION="$(cat .python-version)" "$pyenv" which python 2>/dev/null) && good_python "$candidate"; then
    echo "$candidate"; return
  fi
  for candidate in python3.13 python3.12; do
    if command -v "$candidate" >/dev/null && good_python "$candidate"; then command -v "$candidate"; return; fi
  done
  for candidate in var/python/*/bin/python3; do  # what uv brought earlier
    if [ -x "$candidate" ] && good_python "$candidate"; then echo "$candidate"; return; fi
  done
  return 1
}

uv_python() {  # brings a Python of its own into var/python, nothing outside the clone
  local uv
  uv=$(command -v uv || true)
  if [ -z "$uv" ]; then
    command -v python3 >/dev/null || die "No Python here, and none to fetch uv with: install Python 3.12 or newer."
    python3 -m venv var/uv && var/uv/bin/pip install -q --require-hashes -r requirements/uv.txt >> var/log/pip.log 2>&1 || die "Could not fetch uv (var/log/pip.log)"
    uv=var/uv/bin/uv
  fi
  UV_PYTHON_INSTALL_DIR=$PWD/var/python "$uv" python install -q --no-bin "$(cat .python-version)" >> var/log/pip.log 2>&1 \
    || UV_PYTHON_INSTALL_DIR=$PWD/var/python "$uv" python install -q "$(cat .python-version)" >> var/log/pip.log 2>&1 \
    || die "uv could not install Python $(cat .python-version) (var/log/pip.log). Install Python 3.12 or newer and run again."
}

make_venv() {
  [ -x .venv/bin/python ] && good_python .venv/bin/python && return 0
  local python
  if ! python=$(find_python); then
    say "No Python 3.12 or newer here: fetching one by uv"
    uv_python
    python=$(find_python) || die "Python by uv does not run here (var/log/pip.log)"
  fi
  say "Python: $python ($("$python" -V | cut -d' ' -f2)) → .venv"
  rm -rf .venv var/stamps/python-*
  "$python" -m venv .venv
}

install_python_packages() {  # base|dev|node
  local files=("requirements/$1.txt")
  [ "$1" != dev ] || files+=(requirements/base.txt)
  done_for "python-$1" "${files[@]}" && return 0
  say "Python packages ($1)"
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "requirements/$1.txt" >> var/log/pip.log 2>&1 \
    || { tail -n 15 var/log/pip.log >&2; die "pip failed (var/log/pip.log)"; }
  mark_done "python-$1" "${files[@]}"
}
