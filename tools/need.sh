#!/usr/bin/env bash
# need.sh THING...: makes sure what a target needs from the system is there.
# Things: go node gcc postgresql slapd chromium fonts unzip. Debian packages are
# installed (as root or by sudo) only when they are missing.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "need: $*"; exit 1; }

# postgres_bin prints the folder that holds initdb and pg_ctl.
postgres_bin() {
  local d
  for d in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr); do
    [ -x "$d/initdb" ] && { printf '%s\n' "$d"; return 0; }
  done
  command -v initdb >/dev/null 2>&1 && dirname "$(command -v initdb)"
}

# browser prints the Chromium to test with.
browser() {
  local c
  for c in "${LINGTING_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$c" ] && command -v "$c" 2>/dev/null && return 0
  done
  return 1
}

case "${1:-}" in
  --postgres-bin) postgres_bin; exit ;;
  --browser) browser; exit ;;
esac

packages=()
for thing in "$@"; do
  case "$thing" in
    go) command -v go >/dev/null || die "Go 1.26 or later is not installed" ;;
    node)
      command -v node >/dev/null && command -v npm >/dev/null || die "Node.js 20 or later with npm is not installed"
      [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || die "Node.js $(node -v) is too old: 20 or later is needed" ;;
    gcc) command -v "${CC:-gcc}" >/dev/null || packages+=(gcc libc6-dev) ;;
    postgresql) [ -n "$(postgres_bin)" ] || packages+=(postgresql) ;;
    slapd) [ -x /usr/sbin/slapd ] || packages+=(slapd) ;;
    chromium) browser >/dev/null || packages+=(chromium) ;;
    fonts) ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || packages+=(fonts-noto-cjk) ;;
    unzip) command -v unzip >/dev/null || packages+=(unzip) ;;
    *) die "unknown thing: $thing" ;;
  esac
done
[ ${#packages[@]} -eq 0 ] && exit 0

command -v apt-get >/dev/null || die "please install: ${packages[*]} (this system has no apt-get)"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "please install as root: apt-get install ${packages[*]}"
  as_root=(sudo)
fi
say "need: installing ${packages[*]}"
# Nothing may ask: not a package for its settings, not dpkg about a file in /etc.
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null >&2
}
# Debian starts a cluster of its own when PostgreSQL is installed; ours is a
# throw-away one, so that one is neither made nor started.
case " ${packages[*]} " in *" postgresql "*)
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    "${as_root[@]}" mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi ;;
esac
# Nor is a directory made and started when the LDAP server is installed.
case " ${packages[*]} " in *" slapd "*)
  echo 'slapd slapd/no_configuration boolean true' | "${as_root[@]}" debconf-set-selections ;;
esac
get() { apt install -y --no-install-recommends "${packages[@]}"; }
get || { apt update && get; } || die "could not install ${packages[*]}" # a bare machine has no lists yet
