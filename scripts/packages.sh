# System packages, by apt where there is apt (Debian 12, 13, Ubuntu 24.04); elsewhere it says what to install.
# Sourced by bootstrap.sh. Looks for the things themselves, not for package names, so that a PostgreSQL or Node from
# elsewhere is taken too, and apt is not even asked when all is there.

has_library() { [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) == *"lib$1.so"* ]]; }
has_postgis() { compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null \
  || [ -f "$(pg_config --sharedir 2>/dev/null)/extension/postgis.control" ]; }
has_cjk_font() { compgen -G '/usr/share/fonts/*/*/NotoSansCJK*' >/dev/null || [ -n "$(fc-list :lang=zh 2>/dev/null)" ]; }
has_browser() { [ -n "${MUSTER_CHROMIUM:-}" ] || [ -x /usr/bin/chromium ] || compgen -G "$HOME/.cache/ms-playwright/chromium*" >/dev/null; }

has_python() { good_python .venv/bin/python || find_python >/dev/null; }

missing_things() {  # run|test → one word a line
  has_postgis || echo postgis
  command -v redis-server >/dev/null || echo redis
  command -v msgfmt >/dev/null || echo gettext
  has_cjk_font || echo fonts
  { has_library gdal && has_library geos_c && has_library proj; } || echo gdal
  { command -v baresip && command -v espeak-ng && command -v sox; } >/dev/null || echo telephony
  has_python || echo python
  [ "$1" != test ] || has_browser || echo chromium
  [ "$1" != test ] || command -v sipp >/dev/null || echo sipp
}

apt_has() { local policy; policy=$(apt-cache policy "$1" 2>/dev/null); [[ $policy == *Candidate:* && $policy != *'Candidate: (none)'* ]]; }

runtime_of() { apt-cache depends "$1-dev" | grep -oE "\b$1[a-z-]*[0-9][a-z0-9]*" | sort -u | head -n 1; }  # libgdal → libgdal36

apt_names() {  # THING → package names, chosen by what this release offers
  case $1 in
    postgis)
      if apt_has postgresql-postgis; then echo postgresql postgresql-postgis
      else echo postgresql; apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | sort -V | tail -n 1 | cut -d' ' -f1; fi ;;
    redis) echo redis-server ;;
    gettext) echo gettext ;;
    sipp) echo sip-tester ;;  # telephones of make soak
    telephony) echo baresip-core espeak-ng sox ;;
    fonts) echo fonts-noto-cjk ;;
    gdal) runtime_of libgdal; runtime_of libgeos; runtime_of libproj ;;
    chromium) if apt_has chromium; then echo chromium; fi ;;  # Ubuntu's is a snap: install_browser takes Playwright's own
    python)
      local version
      for version in 3.13 3.12; do
        if apt_has "python$version"; then echo "python$version python$version-venv"; return; fi
      done
      echo python3 python3-venv ca-certificates ;;            # Debian 12: 3.11, enough to fetch uv, which brings 3.13
  esac
}

install_system_packages() {  # THING…
  [ $# -gt 0 ] || return 0
  local as_root=() names=() thing
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "Missing on this system: $*. Run this command once as root, or install sudo."
    as_root=(sudo)
  fi
  say "Installing by apt what is missing: $*"
  if [ -z "${apt_is_fresh:-}" ]; then
    "${as_root[@]}" apt-get update -qq >> var/log/apt.log 2>&1 || say "apt-get update had complaints (var/log/apt.log); going on"
    apt_is_fresh=yes
  fi
  for thing in "$@"; do mapfile -t -O "${#names[@]}" names < <(apt_names "$thing" | tr ' ' '\n'); done
  [ "${#names[@]}" -gt 0 ] || return 0
  "${as_root[@]}" bash scripts/apt_quietly.sh "${names[@]}" >> var/log/apt.log 2>&1 \
    || { tail -n 20 var/log/apt.log >&2; die "apt could not install: ${names[*]} (var/log/apt.log)"; }
}

tell_what_to_install() {
  cat >&2 <<TEXT
This system has no apt, so Muster does not install system packages here. Missing: $1
Install these, then run the same command again:
  PostgreSQL 15 or newer with PostGIS 3 · Redis 7 or Valkey with redis-server · gettext (msgfmt) · GDAL, GEOS, PROJ libraries
  baresip, espeak-ng, sox (automatic calls; without them all the rest works)
  Noto Sans CJK fonts · Python 3.12 or 3.13 (or uv) · for make test: Chromium
  Fedora:  dnf install postgresql-server postgresql-contrib postgis redis gettext gdal geos proj google-noto-sans-cjk-fonts python3.13 chromium
  Arch:    pacman -S postgresql postgis valkey gettext gdal geos proj noto-fonts-cjk uv chromium
  macOS:   brew install postgresql@17 postgis redis gettext gdal geos proj uv font-noto-sans-cjk-sc
TEXT
  exit 1
}

install_browser() {
  has_browser && return 0
  say "No Chromium by apt here; fetching Playwright's own"
  local as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" .venv/bin/playwright install-deps chromium >> var/log/apt.log 2>&1 || true
  .venv/bin/playwright install chromium >> var/log/playwright.log 2>&1 || die "No Chromium to be had; set MUSTER_CHROMIUM to one"
}
