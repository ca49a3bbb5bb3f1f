#!/usr/bin/env bash
# dev.sh DATA LISTEN: the server on LISTEN, the web with live reload on port
# 5173. Ctrl+C ends both; start again after a change of Go code.
set -euo pipefail
cd "$(dirname "$0")/.."
data=$1
listen=$2
mkdir -p bin
go build -o bin/lingting-dev ./cmd/lingting
bin/lingting-dev demo --data "$data" --listen "$listen" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null' EXIT INT TERM
LINGTING_SERVER="http://$listen" npm --prefix web run dev
