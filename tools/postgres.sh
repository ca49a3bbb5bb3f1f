#!/usr/bin/env bash
# postgres.sh COMMAND...: runs COMMAND with LINGTING_TEST_POSTGRES naming a
# throw-away PostgreSQL server on loopback; the server and its files are gone
# afterwards. With the variable set already, that server is used.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ -n "${LINGTING_TEST_POSTGRES:-}" ]; then
  exec "$@"
fi

"$here/need.sh" postgresql
bin=$("$here/need.sh" --postgres-bin)
dir=$(mktemp -d /tmp/lingting-pg.XXXXXX)
as=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
  as=(runuser -u postgres --)
  chown postgres: "$dir"
fi

stop() {
  trap - EXIT INT TERM
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd_run() { (cd / && "${as[@]}" "$@"); }
cd_run "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 ||
  { cat "$dir/initdb.log" >&2; exit 1; }

port=
for _ in 1 2 3 4 5 6 7 8 9 10; do
  try=$((20000 + RANDOM % 12000)) # below the range of outgoing connections
  if cd_run "$bin/pg_ctl" -D "$dir/data" -l "$dir/data/server.log" -w -t 30 -s start -o \
    "-c listen_addresses=127.0.0.1 -p $try -k $dir -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300 -c shared_buffers=128MB -c max_locks_per_transaction=256 -c log_min_messages=fatal" \
    >/dev/null 2>&1; then
    port=$try
    break
  fi
done
[ -n "$port" ] || { cat "$dir/data/server.log" >&2; echo "postgres.sh: the server did not start" >&2; exit 1; }

export LINGTING_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable"
"$@"
