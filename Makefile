# What developers run. Users need none of it: go build, go run and go test do.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-print-directory

# Packages that are built and tested at once: few, since tests of jobs start
# processes of their own.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 4 ? n : 4)))
export GOFLAGS := $(GOFLAGS) -p=$(JOBS)

FUZZTIME ?= 30s
N        ?= 2000
BENCH    ?= .
COUNT    ?= 6
MINUTES  ?= 60
MACHINE  ?= $(shell hostname)
RESULTS   = bench/results/$(MACHINE)

# Where goroutines meet. The commands and the generator have none to speak of,
# and build programs, which is slow.
RACY := ./boot ./chare/... ./coro ./internal/balancing ./netlayer/... ./pe ./pool ./reduce ./ring ./shm ./wire \
        ./examples/...

# Programs under seeds.
SEEDED = $$(grep -rlE 'charetest\.Simulate\(|chare\.Simulate\(' --include='*_test.go' . | xargs -n 1 dirname | sort -u)

PLATFORMS := linux/arm64 linux/386 linux/arm darwin/arm64

.PHONY: help check lint test race fuzz seeds hosts bench results aims gobench soak cross
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

check: lint race test ## everything that a change must pass

lint: ## format, vet, staticcheck, and whether generated files are up to date
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "run gofmt -w on"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	go tool -modfile=.ci/tools.mod staticcheck -tests=false ./...
	go run ./cmd/charmgen -check ./...

test: ## all tests
	go test ./...

race: ## tests under the race detector, with fewer seeds (needs gcc)
	CHARM_SEEDS=10 CGO_ENABLED=1 go test -race $(RACY)
	CGO_ENABLED=1 go test -race -short ./internal/conformance
	CGO_ENABLED=1 go test -race -run 'InProcess|SeveralHosts' ./internal/reports

fuzz: ## each fuzz test for FUZZTIME (30s)
	@go test -list '^Fuzz' ./... | awk '/^Fuzz/ { name[n++] = $$1 } /^ok/ { while (n > 0) print $$2, name[--n] }' | \
	while read -r package name; do \
		echo "$$package $$name"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -parallel $(JOBS) "$$package"; \
	done

seeds: ## the simulated programs under N (2000) orders of messages each
	CHARM_SEEDS=$(N) go test -count 1 -timeout 0 $(SEEDED)

hosts: ## jobs by ssh on four hosts that are network namespaces, by Slurm, MPI and qemu (as root; installs them)
	CHARM_HOSTS=1 go test -count 1 -timeout 20m -v ./internal/hosts

bench: ## what everything costs, next to its peers, as tables
	go run ./bench
	go run ./bench/apps
	go run ./bench/scale
	go run ./cmd/charmrun +p2 ./bench/taskbench
	go run ./cmd/charmrun +p3 ./bench/pool

results: ## the same as JSON lines and plots in bench/results/MACHINE, with what they say of the aims
	mkdir -p $(RESULTS)
	go run ./bench -json >$(RESULTS)/bench.jsonl
	go run ./bench/apps -json >$(RESULTS)/apps.jsonl
	go run ./bench/scale -json -png $(RESULTS) >$(RESULTS)/scale.jsonl
	go run ./cmd/charmrun +p2 ./bench/taskbench -json -png $(abspath $(RESULTS))/taskbench.png >$(RESULTS)/taskbench.jsonl
	go run ./cmd/charmrun +p2 ./bench/taskbench -pattern all -width 8 -max 4096 -json -png $(abspath $(RESULTS))/taskbench-all.png >$(RESULTS)/taskbench-all.jsonl
	$(MAKE) aims

aims: ## where the files in bench/results/MACHINE stand against the aims
	go run ./bench -aims $(RESULTS)/*.jsonl >$(RESULTS)/README.md

gobench: ## benchmarks of packages that match BENCH, COUNT (6) times, for benchstat
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -p 1 ./...

soak: ## tests in random order and crowded jobs for MINUTES (60)
	@end=$$((SECONDS + 60 * $(MINUTES))); round=0; \
	while [ $$SECONDS -lt $$end ]; do \
		round=$$((round + 1)); echo "round $$round"; \
		go test -count 1 -shuffle on ./... | { grep -v 'no test files' || true; }; \
		go run ./cmd/charmrun +p16 ./examples/jacobi2d 256 32; \
	done

# All packages are compiled, but of the programs only some linked: that takes
# half a minute for all of them, each time.
cross: ## build and vet for other systems and processors; test 32 bits where that runs
	@for platform in $(PLATFORMS); do \
		echo "$$platform"; \
		export GOOS=$${platform%/*} GOARCH=$${platform#*/} CGO_ENABLED=0; \
		go list -export -f '{{""}}' ./...; \
		go build ./cmd/... ./examples/hello; \
		go vet ./...; \
	done
	if [ "$$(go env GOHOSTOS GOHOSTARCH | paste -sd /)" = linux/amd64 ]; then \
		export GOARCH=386 CGO_ENABLED=0; \
		CHARM_SEEDS=10 go test $(RACY); \
		go test -short ./internal/conformance; \
	fi
