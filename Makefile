# Peerz Chain. `make help` lists what there is.
GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
CONTRACTS   := $(dir $(wildcard contracts/*/*.wasm.sha256 contracts/testdata/*/*.wasm.sha256 examples/*/*.wasm.sha256))
LDFLAGS     := -s -w
FUZZ        ?= vm/wasm:FuzzDecode vm:FuzzCheck vm:FuzzExact vm:FuzzMutant vm:FuzzHost runtime:FuzzHostFunctions runtime:FuzzApply

export CGO_ENABLED ?= 0

.PHONY: help build devnet test test-crash test-faults race fuzz check lint vectors contracts contracts-check tinygo client page page-check page-shots calibrate bench bench-vm bench-state bench-chain bench-blocks bench-mechanism clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

build: ## build the one binary, bin/peerz
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/peerz ./cmd/peerz

devnet: build ## run a local chain in the foreground (ARGS="--epoch 3s --validators 4")
	bin/peerz devnet $(ARGS)

test: ## run every test
	@command -v chromium >/dev/null || echo "no chromium: the tests of the page in a browser do not run"
	@test -d abci/page/node_modules || echo "no abci/page/node_modules: the linter of the API document does not run (make page)"
	@test -d clients/ts/dist || echo "no clients/ts/dist: the tests of the TypeScript client do not run (make client)"
	$(GO) test -count=1 . # reads the whole tree, which the test cache does not see
	$(GO) test -timeout 20m ./...

test-crash: ## kill nodes a few hundred times, and damage their files (N=300; about an hour)
	PEERZ_CRASHES=$(or $(N),300) $(GO) test -count=1 -timeout 4h -v -run 'Killed|Damaged' ./abci/node ./cmd/peerz

test-faults: ## processes killed, stopped, apart, slow, lossy (N=100 faults of up to HOLD=30s, KIND=apart; SEED=7 again; Linux, root)
	PEERZ_FAULTS=$(or $(N),100) PEERZ_FAULT_HOLD=$(or $(HOLD),30s) PEERZ_FAULT_KIND='$(KIND)' PEERZ_FAULT_SEED=$(SEED) \
		$(GO) test -count=1 -timeout 24h -v -run '^TestFaults$$' ./abci/node

race: ## the race detector on the packages that start goroutines (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -short -timeout 20m ./vm ./state ./state/cache ./state/merkle ./state/chunks ./runtime ./abci ./abci/api ./abci/catchup ./abci/cometdb ./abci/index ./abci/join ./abci/metrics ./abci/node

fuzz: ## fuzz the sandbox, one target after the other (T=10m each; FUZZ="vm:FuzzExact" for one)
	@for f in $(FUZZ); do \
		$(GO) test -run '^$$' -fuzz "^$${f#*:}\$$" -fuzztime $(or $(T),10m) -fuzzminimizetime 1x ./$${f%:*} || exit 1; done

check: lint test ## what must pass before a commit

lint: ## gofmt, go vet, staticcheck
	@files=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$files" || { echo "gofmt would change:" $$files; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

vectors: ## write what blocks come to anew; CHANGELOG.md must then say what changed
	$(GO) test -count=1 -run TestVectors ./abci/vectors -rewrite
	$(GO) test -count=1 ./abci/vectors # says which line CHANGELOG.md needs

tinygo: ## build the pinned TinyGo into the user's cache (Debian; about three minutes)
	contracts/build/tinygo.sh

contracts: ## renew the generated code and the wasm of every contract, byte for byte
	$(GO) run ./contracts/build/cmd/contractgen $(wildcard contracts/api/*/)
	$(GO) run ./cmd/peerz contract build $(CONTRACTS)

contracts-check: contracts ## fail unless the committed wasm is what the source gives
	git diff --exit-code --stat -- contracts examples

page: client ## make what the page has from others and from the client anew (needs Node)
	cd abci/page && npm ci && npm run check && npm run vendor

page-check: page ## fail unless the page's committed files are what the source gives
	git diff --exit-code --stat -- abci/page

page-shots: ## pictures of every view of the page, into .cache/shots (needs Chromium)
	mkdir -p .cache/shots && PEERZ_SHOTS=$(CURDIR)/.cache/shots $(GO) test -count=1 -timeout 20m -v -run TestPage ./clients

client: ## build the TypeScript client and run its tests (needs Node 20.19 or later, and npm)
	cd clients/ts && npm ci && npm test

bench: bench-vm bench-state ## every micro benchmark

bench-vm: ## ratios of the sandbox to wazero, wasmtime, wasmvm (FULL=1 for more processes; needs a C compiler)
	cd bench && CGO_ENABLED=1 $(GO) run ./vmbench $(if $(FULL),-full)

bench-state: ## ratios of the store to Pebble and iavl (FULL=1 for more blocks)
	cd bench && CGO_ENABLED=0 $(GO) run ./statebench $(if $(FULL),-full)

bench-chain: build ## a whole devnet: start, memory, disk, load, latency (FULL=1 for three rounds)
	cd bench && $(GO) run ./chainbench $(if $(FULL),-full)

bench-mechanism: ## gas, part of a day, and bytes of state of a contribution; of closing an epoch (FULL=1: with a million participants)
	$(GO) test ./runtime -run '^$$' -bench Mechanism -benchtime 1x

bench-blocks: ## time, memory, disk and gas of blocks, each full of one kind of work (KIND="state_set" for some)
	cd bench && CGO_ENABLED=0 $(GO) run ./calibrate -blocks -only "$(KIND)"

calibrate: ## time per gas of host functions (KIND="escrow" for some) and of some thirty kernels (PRICES="call=5,branch=1" to judge other prices)
	cd bench && CGO_ENABLED=0 $(GO) run ./calibrate -host -only "$(KIND)"
	cd bench && CGO_ENABLED=0 $(GO) run ./calibrate $(if $(PRICES),-prices $(PRICES))

clean: ## remove what the build made
	rm -rf bin
