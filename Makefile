# Everything a newcomer types. Needs Python 3.11 or newer, make, and the package registries.
SHELL := /bin/sh
UV_VERSION := 0.13.9
BIN := .venv/bin
# Lets the settings load where no server is wanted: nobody listens at port 9.
NOWHERE := DATABASE_URL=postgres://none:none@127.0.0.1:9/none REDIS_URL=redis://127.0.0.1:9/0
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
# Modules that are compiled are kept: a run of the tests starts some hundred programs, and each would compile 1,900 of them again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run test check bench clean
.DEFAULT_GOAL := help

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/'

setup: .venv/.synced ## install everything into .venv, from uv.lock

.venv/.synced: uv.lock pyproject.toml .ci/venv
	@UV_VERSION=$(UV_VERSION) .ci/venv
	$(BIN)/uv sync --frozen --quiet
	@touch $@

run: .venv/.synced ## start everything: http://127.0.0.1:8000, or the PORT you name; Ctrl-C stops it
	@$(BIN)/python -m careerpath.devserver run

test: .venv/.synced ## the tests, on two processes; ARGS="tests/reports -x" for some
	@$(BIN)/python -m careerpath.devserver chromium
	@$(BIN)/python -m pytest $(or $(ARGS),-n 2 --dist loadfile --no-loadscope-reorder)

CHECKS := check-lint check-format check-types check-imports check-templates check-migrations check-deploy
.PHONY: $(CHECKS)
check: $(CHECKS) ## linters, types, import contracts, migrations, production settings
$(CHECKS): .venv/.synced
check-lint:
	$(BIN)/ruff check .
check-format:
	$(BIN)/ruff format --check --quiet .
check-types:
	env DEBUG=1 $(NOWHERE) $(BIN)/mypy
check-imports:
	$(BIN)/lint-imports
check-templates:
	$(BIN)/djlint templates --check --lint --quiet
check-migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run
check-deploy: # production settings: a key of its own, no DEBUG; a warning fails
	env -u DEBUG -u CAREERPATH_EMBEDDED SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	  NOTES_KEYS="$$($(BIN)/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
	  BADGE_SIGNING_KEY="$$($(BIN)/python -c 'from bootcamp.badges.signing import make_key; print(make_key().as_pem(private=True).decode())')" \
	  ALLOWED_HOSTS=example.org $(NOWHERE) $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/.synced ## measure; what each figure means stands in bench/
	@$(BIN)/python -m bench

clean: ## remove the embedded databases, and the demo and the documents in them
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m careerpath.devserver clean; fi
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
