# Everything a developer runs. Needs Python 3.11, make and pip; `lab-test` also root on Debian (see tests/system/README.md).
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
FAST = tests/protocol tests/pairing tests/report tests/cli
LAB = tests/system
STACK ?= trixie
OUT = build/lab/$(STACK)
PACKAGED = build/package/pairtui.deb
SOURCES := $(shell find pairtui themes packaging -type f -not -name '*.pyc')

.PHONY: help venv check test coverage lab-test services-test bench snapshots docs docs-test demo demo-fleet fuzz soak mutants dist lock dist-test fresh-test clean

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade 'pip>=25.1'

# A stamp per set of packages: pip runs again only when pyproject.toml changes.
$(VENV)/.run: $(BIN)/python pyproject.toml
	$(PIP) install --editable '.[lab,fleet]'
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) install --group dev
	touch $@

venv: $(VENV)/.dev  ## a virtual environment with all that development needs

check: $(VENV)/.dev  ## lint, types, import rules and the fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest $(FAST)

test: $(VENV)/.dev  ## all tests that need neither root nor Bluetooth; T=… picks tests
	$(BIN)/python tests/programs.py
	$(BIN)/python -m pytest $(T)
	@cat build/left-out.txt 2>/dev/null || true

coverage: $(VENV)/.dev  ## which lines no test reaches; takes two to three times as long as `make test`; T=… picks tests
	$(BIN)/python -m coverage run -m pytest $(T)
	$(BIN)/python -m coverage report

# The lab has no network: the package that its scenarios install is made before it boots, for this machine only.
$(PACKAGED): $(VENV)/.dev $(SOURCES)
	$(BIN)/python packaging/environment.py build/package/environment --machine $(shell uname -m) --python 3.11 3.13
	$(BIN)/python packaging/build_deb.py build/package/environment build/package --architecture $(shell dpkg --print-architecture)
	mv build/package/pairtui_*.deb $@

# Not for scenarios that have nothing to do with it.
NEEDED = $(if $(filter $(LAB)/test_%,$(T)),$(if $(filter $(LAB)/test_package%,$(T)),$(PACKAGED)),$(PACKAGED))

lab-test: $(VENV)/.dev $(NEEDED)  ## the real program against a real kernel, bluetoothd and virtual peers; T=… picks tests, STACK=… trixie or bookworm
	STACK=$(STACK) OUT=$(OUT) PYTHON=$(abspath $(BIN)/python) $(LAB)/run $(T)

services-test: $(PACKAGED)  ## a fleet's two services under the systemd of Debian 12 and 13, booted in namespaces; root on Debian; S=… picks one
	packaging/services_test $(S)

bench: $(VENV)/.dev  ## how fast, as ratios
	set -e; for bench in tests/bench/bench_*.py; do $(BIN)/python $$bench; done

fuzz: $(VENV)/.dev  ## look for inputs that break a decoder, redaction or a user's file, by coverage with atheris; MINUTES=…; the figures go to docs/reliability.md
	$(PIP) install atheris || true
	$(BIN)/python -m tests.fuzz.run $(or $(MINUTES),10) --write docs/reliability.md

soak: $(VENV)/.dev  ## a gateway's day in minutes: memory, descriptors, disk, how long keys wait; the figures go to docs/reliability.md
	$(BIN)/python -m tests.soak.run --write docs/reliability.md

mutants: $(VENV)/.dev  ## change verdicts and redaction in one place at a time: which does no test notice? N=… of SEEDS=…, not written; MOST=… may go unnoticed
	$(PIP) install --group mutants
	$(BIN)/python -m tests.mutants.run $(or $(N),60) --seed $(or $(SEEDS),1 2 3) $(if $(MOST),--most $(MOST)) \
		$(if $(N),,--write docs/reliability.md)

snapshots: $(VENV)/.dev  ## draw the pictures, the screens of tests/ui/screens, the captures' ladders and README's table of keys again
	PAIRTUI_UPDATE_PICTURES=1 $(BIN)/python -m pytest -n2 tests/ui/test_ui_pictures.py tests/ui/test_ui_gallery.py \
		tests/ui/test_ui_fleet.py tests/ui/test_ui_find_out.py
	PAIRTUI_UPDATE_PICTURES=1 $(BIN)/python -m pytest tests/pairing/test_ladders.py tests/pairing/test_told_logs.py \
		tests/pairing/test_statements.py tests/pairing/test_outlooks.py tests/pairing/test_two_events.py \
		tests/pairing/test_two_lines.py tests/pairing/test_two_messages.py tests/pairing/test_checks.py \
		tests/pairing/test_investigations.py tests/pairing/test_told_findings.py tests/report/test_secret_spans.py \
		tests/report/test_redacted_lines.py tests/report/test_redacted_octets.py tests/report/test_redaction_parts.py

demo: $(VENV)/.run  ## the console on a virtual gateway: choose a device, press p
	$(BIN)/pairtui lab

demo-fleet: $(VENV)/.run  ## the console on 200 virtual gateways with a fault among them; needs no root, nor mosquitto
	PATH=$$PATH:/usr/sbin:/usr/local/sbin command -v mosquitto >/dev/null || $(PIP) install --group demo
	$(BIN)/pairtui fleet --demo

docs: $(VENV)/.dev  ## make the man page, the completions and docs/reference.md again
	$(BIN)/python packaging/reference.py

docs-test: $(VENV)/.dev  ## every command of README and docs in a fresh clone; P=/usr/bin/pairtui: by an installed program
	$(BIN)/python packaging/docs_test.py $(if $(P),--program $(P))

dist: $(VENV)/.dev  ## wheel, source archive, single file, Debian packages, and what they are made of, in dist/
	$(PIP) install --group dist
	$(BIN)/python packaging/reference.py --check
	rm -rf dist
	$(BIN)/python -m hatchling build
	$(BIN)/python packaging/environment.py build/environment
	$(BIN)/shiv --site-packages build/environment --compressed --reproducible --console-script pairtui \
	    --python '/usr/bin/env python3' --root '~/.cache/pairtui' \
	    --output-file dist/pairtui-$$($(BIN)/python -c 'import pairtui; print(pairtui.__version__)').pyz
	for architecture in amd64 arm64 armhf; do \
	    $(BIN)/python packaging/build_deb.py build/environment dist --architecture $$architecture || exit 1; done
	$(BIN)/python packaging/bill_of_materials.py build/environment dist

lock:  ## choose what dist carries anew: packaging/dist.lock, to be read before it is committed
	$(BIN)/python packaging/lock.py

dist-test:  ## what is in dist/, installed in fresh Debian systems; root on Debian; A=… picks architectures
	packaging/dist_test $(A)

fresh-test: $(VENV)/.dev  ## this file's first commands in minimal Debian systems; root on Debian; S=… picks bookworm or trixie
	PYTHON=$(abspath $(BIN)/python) tests/fresh/run $(S)

clean:  ## remove what was made, except the lab's kernel
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .hypothesis .import_linter_cache
