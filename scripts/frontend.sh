# Front-end packages (Leaflet, fonts …) into node_modules. Sourced by bootstrap.sh.

install_frontend() {
  [ -d node_modules ] && done_for node package-lock.json && return 0
  say "Front-end packages"
  npm ci --ignore-scripts --no-audit --no-fund >> var/log/npm.log 2>&1 || { tail -n 15 var/log/npm.log >&2; return 1; }
  mark_done node package-lock.json
}
