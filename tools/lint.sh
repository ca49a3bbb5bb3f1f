#!/usr/bin/env bash
# lint.sh: formatting, go vet, golangci-lint and known vulnerabilities.
# The linters' versions stand in tools/go.mod and tools/vuln/go.mod.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0

unformatted=$(git ls-files -z "*.go" | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
  printf 'gofmt: not formatted:\n%s\n' "$unformatted"
  failed=1
fi

go vet ./... || failed=1
go vet -C test/openid ./... || failed=1

mkdir -p bin/tools
GOBIN="$PWD/bin/tools" go install -C tools tool || exit 1
bin/tools/golangci-lint run --allow-parallel-runners ./... || failed=1

# The vulnerability database lives on the network: without it nothing is
# known, and that is said instead of passed over.
if (exec 3<>/dev/tcp/vuln.go.dev/443) 2>/dev/null; then
  GOBIN="$PWD/bin/tools" go install -C tools/vuln tool && bin/tools/govulncheck ./... || failed=1
else
  printf '\n!!! govulncheck did NOT run: the vulnerability database cannot be reached from here\n\n'
fi
exit $failed
