#!/usr/bin/env bash
# test.sh: everything `make test` runs, one step after the other. A step that
# fails does not stop the later ones; the summary at the end tells of all.
set -uo pipefail
cd "$(dirname "$0")/.."
log=bin/log
mkdir -p "$log"

results=()
failed=0
began=$(date +%s)

# step NAME COMMAND...: runs and times the command, keeping its output in a log.
step() {
  local name=$1 from rc
  shift
  printf '\n=== %s\n' "$name"
  from=$(date +%s)
  "$@" 2>&1 | tee "$log/${name// /-}.log"
  rc=${PIPESTATUS[0]}
  if [ "$rc" -eq 0 ]; then
    results+=("$(printf 'ok    %-28s %4ds' "$name" $(($(date +%s) - from)))")
  else
    results+=("$(printf 'FAIL  %-28s %4ds  (exit %d, see %s)' "$name" $(($(date +%s) - from)) "$rc" "$log/${name// /-}.log")")
    failed=1
  fi
}

go_tests() {
  # shellcheck disable=SC2046
  CGO_ENABLED=1 go test -race -timeout 40m -p 2 $(go list ./... | grep -v '/test/')
}

# The race detector makes the embedded store some ten times slower, so the
# largest tests take a part of their data there and all of it here.
go_tests_in_full() {
  go test -timeout 20m -p 2 ./calc/queueing ./internal/app ./internal/metric ./internal/telephony/... ./test/...
}

web_tests() {
  npm --prefix web run --silent check && npm --prefix web run --silent test
}

journeys() {
  npm --prefix test/e2e ci --silent --no-progress &&
    LINGTING_CHROMIUM="$(tools/need.sh --browser)" npm --prefix test/e2e run --silent test
}

step "system packages" tools/need.sh go node gcc postgresql slapd chromium fonts unzip || true
step "web packages" make -s web-deps
step "web check and unit tests" web_tests
step "build" make -s build
step "lint" make -s lint
step "go tests" go_tests
step "go tests in full" go_tests_in_full
step "journeys" journeys

printf '\n=== closing lines of the Go tests\n'
cat "$log/go-tests.log" "$log/go-tests-in-full.log" | grep -v 'no test files' | tail -n 45
printf '\n=== summary (%d s)\n' $(($(date +%s) - began))
printf '%s\n' "${results[@]}"
if [ "$failed" -ne 0 ]; then
  printf '\nFAIL: something above failed\n'
  exit 1
fi
printf '\nPASS: everything ran and passed\n'
