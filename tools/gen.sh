#!/usr/bin/env bash
# gen.sh: writes every file that is made from another. A test compares each
# with what is committed.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p api
bin/lingting openapi >api/openapi.yaml
npm --prefix web run --silent gen
go test ./internal/arch/... -run Catalogue -update >/dev/null
go test ./internal/kit/conf/... -update >/dev/null
go test ./internal/cli -run GoldenReference -update >/dev/null
go test ./calc/sim -run GoldenSchema -update >/dev/null
go test ./internal/app/... -run "EveryOperationWithEveryRole$|PermissionTable" -update >/dev/null
git --no-pager diff --stat -- api schema docs web/src/api internal/app/testdata
