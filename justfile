# `just` lists these; CI calls the same names.

python := env("PYTHON", "python3")

default:
    @just --list

# everything CI runs
check: lint types contracts test docs

# format, then lint
lint:
    {{ python }} -m ruff format --check .
    {{ python }} -m ruff check .

types:
    {{ python }} -m mypy
    {{ python }} -m mypy --no-incremental tests/typing/api.py

contracts:
    lint-imports

# the README's test command
test:
    {{ python }} -m pytest -n auto

# generated pages are current; write them with `just cog`
docs:
    {{ python }} -m cogapp --check docs/reference/*.md

cog:
    {{ python }} -m cogapp -r docs/reference/*.md

# ratios of every benchmark's quick part; peers come with `pip install --group bench`
bench *options:
    {{ python }} benchmarks/history.py {{ options }}

# one benchmark at length: `just bench-area power --quick`
bench-area area *options:
    {{ python }} benchmarks/bench_{{ area }}.py {{ options }}

format:
    {{ python }} -m ruff format .
    {{ python }} -m ruff check --fix .

# the built wheel, alone in a new environment, does the main job
smoke:
    {{ python }} tests/smoke.py

release: check smoke
    {{ python }} -m pip wheel --no-deps --wheel-dir dist .
