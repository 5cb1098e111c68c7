# Two commands on a fresh machine with a Rust toolchain: `make demo` and `make test`.

.PHONY: demo test conformance lint bench fuzz soak faults conformance-faults bless z3 browser precommit tools engines

RUNGS = cargo run --quiet --release --bin rungs --

demo: z3 ## checks Bromley's policy and draws its ladder
	cargo build --release
	-$(RUNGS) check policies/bromley.rungs
	$(RUNGS) draw policies/bromley.rungs -o target/bromley.svg
	@echo "The ladder is drawn in target/bromley.svg: open it in a browser."

test: z3 browser precommit tools engines ## every test, with and without the solver, and what the solver decides with the newest
	cargo test --locked
	cargo test --locked --no-default-features --test solver
	tooling/with-newest-z3 cargo test --locked --test solver --test verify --test rules --test witness --test oracle

conformance: z3 engines ## what rungs exports, run by three engines and by rungs: the same cases have to go the same way
	cargo test --locked --test conformance -- --nocapture

lint: ## what has to be clean before a change is offered
	cargo fmt --check
	cargo clippy --all-targets --locked -- -D warnings
	cargo clippy --locked --no-default-features --lib -- -D warnings

bench: z3 ## growth over 100 to 100,000 stages
	cargo bench --locked

fuzz: z3 ## arbitrary input through everything, for FUZZ_SECONDS (60)
	cargo +nightly fuzz run everything -- -max_total_time=$${FUZZ_SECONDS:-60}

soak: z3 ## 100,000 made-up policies decided a second time; other ones on every run, or those of ORACLE_SEED
	ORACLE_POLICIES=$${ORACLE_POLICIES:-100000} ORACLE_SEED=$${ORACLE_SEED:-$$(date +%s)} cargo test --locked --test oracle -- --nocapture

faults: z3 ## ten faults on purpose, each of which the oracle has to find
	tests/oracle/faults/run

conformance-faults: z3 engines ## ten faults on purpose in what is exported, each of which the engines have to find
	tests/conformance/faults/run

bless: ## rewrites generated pages, schemas, recorded verdicts and snapshots; read the difference before keeping it
	RUNGS_BLESS=1 INSTA_UPDATE=always cargo test --locked

z3:
	@tooling/install-z3

browser:
	@tooling/install-browser

precommit:
	@tooling/install-precommit

tools:
	@tooling/install-python-tools

engines:
	@tooling/install-engines
