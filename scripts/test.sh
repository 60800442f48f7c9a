#!/usr/bin/env bash
# Runs the test suite: scripts/test.sh WORKERS. With AGAIN_ALONE=1, if few of them failed beside
# others, those run once more by themselves, and that answer counts: on a busy machine a browser or
# a crawl may starve. Both runs are printed, so such a test shows, and is to be mended.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Each of many processes would compile all modules anew.
unset PYTHONDONTWRITEBYTECODE

status=0
# The longest files first: tests/longest.py.
.venv/bin/pytest -n "$1" --dist loadfile --no-loadscope-reorder || status=$?

# Status 1: every test ran, and some failed. Anything else is no matter of load.
if [ "$status" -eq 1 ] && [ "${AGAIN_ALONE:-}" = 1 ]; then
    files=$(grep -o '"tests/[^:"]*' .pytest_cache/v/cache/lastfailed | sort -u | wc -l)
    if [ "$files" -le 5 ]; then
        echo "test: what failed, in $files files, runs once more, alone"
        status=0
        .venv/bin/pytest -n 0 --last-failed --last-failed-no-failures none || status=$?
    fi
fi
exit "$status"
