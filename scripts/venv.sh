#!/usr/bin/env bash
# Make a virtual environment with pip from a Python >= 3.11.     Usage: scripts/venv.sh DIRECTORY
# PYTHON names the interpreter to use; otherwise the newest suitable one on PATH is taken.
set -euo pipefail

venv=$1
here=$(dirname "$0")

is_suitable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if is_suitable "$name"; then
            command -v "$name"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    echo "setup: Python 3.11 or newer is needed; found: $(${PYTHON:-python3} --version 2>/dev/null || echo none)" >&2
    echo "       install it (Debian 12 and newer: apt-get install python3 python3-venv)" >&2
    echo "       or name one: make setup PYTHON=/path/to/python3.11" >&2
    exit 1
fi

has_ensurepip() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

# Debian splits ensurepip off into python3-venv: get it, or do without.
make_venv() {
    if has_ensurepip; then
        "$python" -m venv "$venv"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip "$venv" &&
            "$python" -m pip --python "$venv/bin/python" install --quiet pip
    elif command -v virtualenv >/dev/null; then
        virtualenv --quiet --python "$python" "$venv"
    elif command -v uv >/dev/null; then
        uv venv --quiet --seed --python "$python" "$venv"
    elif "$here/apt-install.sh" "$(basename "$(readlink -f "$python")")-venv" && has_ensurepip; then
        "$python" -m venv "$venv"
    else
        return 1
    fi
}

echo "setup: making $venv with $("$python" --version) ($python)"
if ! make_venv; then
    rm -rf "$venv"
    echo "setup: $python cannot make virtual environments (no ensurepip, pip, virtualenv or uv)." >&2
    echo "       As root: apt-get install python3-venv      then run the same command again" >&2
    exit 1
fi
