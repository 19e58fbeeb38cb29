# Front-end packages (Leaflet, fonts …) into node_modules. Sourced by bootstrap.sh.
# Where there is no npm it comes as a wheel into .venv: a distribution's npm is 340 packages and a minute.

has_node() { command -v npm >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 18 ]; }

install_frontend() {
  [ -d node_modules ] && done_for node package-lock.json && return 0
  say "Front-end packages"
  PATH=$PATH:$PWD/.venv/bin npm ci --ignore-scripts --no-audit --no-fund >> var/log/npm.log 2>&1 || { tail -n 15 var/log/npm.log >&2; return 1; }
  mark_done node package-lock.json
}
