#!/bin/sh
# Locks what pyproject.toml and package.json name: hashes for all, the address of an index for none.
# What runs is locked first; what develops is locked under it, so that tests see the same versions.
set -eu

compile() {
  .venv/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' "$@"
}

compile --group build --output-file requirements/runtime.txt
compile --group build --group dev --constraints requirements/runtime.txt --output-file requirements/development.txt
PATH="$PWD/.venv/bin:$PATH" npm --prefix frontend install --package-lock-only
