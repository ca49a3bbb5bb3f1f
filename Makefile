# Lingting. `make` alone shows the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN := bin/lingting
LISTEN ?= 127.0.0.1:8080
DATA ?= data/demo
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' -not -name '*.go' 2>/dev/null)

.PHONY: help
help: ## Show this help
	@echo "Lingting 聆听: the open operations system of a contact centre"
	@echo
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/' | \
	  while IFS=$$'\t' read -r target text; do printf '  make %-9s %s\n' "$$target" "$$text"; done
	@echo
	@echo "Settings: LISTEN=$(LISTEN) DATA=$(DATA)"

.PHONY: build
build: web/dist/index.html ## Build the web and the binary bin/lingting
	@tools/need.sh go
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $(BIN) ./cmd/lingting

.PHONY: run
run: build ## Build, then start with the demo centre on an embedded store
	$(BIN) demo --data $(DATA) --listen $(LISTEN)

.PHONY: dev
dev: web-deps ## Server and web with live reload while you edit
	tools/dev.sh $(DATA) $(LISTEN)

.PHONY: gen
gen: build web-deps ## Write the generated files: API description, web types, reference pages, schema catalogue
	tools/postgres.sh tools/gen.sh

.PHONY: lint
lint: ## Formatting, go vet, golangci-lint, known vulnerabilities
	@tools/need.sh go
	tools/lint.sh

.PHONY: test
test: ## Install what is needed and run everything
	@tools/need.sh go node gcc postgresql slapd chromium fonts unzip
	tools/postgres.sh tools/test.sh

.PHONY: bench
bench: build ## Measure the limits the product promises, with the environment
	$(BIN) bench
	$(BIN) bench --live
	$(BIN) bench --forecast
	$(BIN) bench --queueing
	$(BIN) bench --simulate
	$(BIN) bench --requirements --centres 3 --longer 1
	$(BIN) bench --rosters
	@if command -v node >/dev/null && tools/need.sh --browser >/dev/null; then \
	  npm --prefix test/e2e ci --silent --no-progress && \
	  LINGTING_CHROMIUM="$$(tools/need.sh --browser)" node test/e2e/bench-board.mjs && \
	  LINGTING_CHROMIUM="$$(tools/need.sh --browser)" node test/e2e/bench-roster.mjs; \
	else echo "no Chromium or Node.js here: the turn of a wallboard and the scrolling of a roster are not measured"; fi

.PHONY: rosters
rosters: build ## Make rosters of published instances, three seeds each, and print how good they are
	tools/rosters.sh

.PHONY: screens
screens: build ## Screenshots of every page into bin/screens
	@tools/need.sh node chromium fonts
	npm --prefix test/e2e ci --silent --no-progress
	LINGTING_CHROMIUM="$$(tools/need.sh --browser)" node test/e2e/screens.mjs bin/screens

.PHONY: web-deps
web-deps: web/node_modules/.package-lock.json

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@tools/need.sh node
	npm --prefix web ci --no-progress
	@touch $@

web/dist/index.html: $(WEB_SOURCES) | web-deps
	npm --prefix web run --silent build
	@touch $@

.PHONY: clean
clean: ## Remove what was built (data folders stay)
	rm -rf bin web/dist/assets web/dist/index.html web/node_modules test/e2e/node_modules test/e2e/output
