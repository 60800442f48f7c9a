#!/usr/bin/env bash
# Find a Chromium for script-rendered pages, or install one; say so where none can be had.
# Never fails: plain crawling needs no browser. The answer is kept in .venv/.chromium.
set -euo pipefail

here=$(dirname "$0")
venv=$here/../.venv
stamp=$venv/.chromium

report() {
    echo "setup: Chromium: $1"
    exit 0
}

works() {
    [ -n "$1" ] && "$1" --version >/dev/null 2>&1
}

on_path() {
    local name path
    for name in chromium chromium-browser chromium-headless-shell google-chrome google-chrome-stable; do
        if path=$(command -v "$name") && works "$path"; then
            echo "$path"
            return
        fi
    done
    return 1
}

playwrights_own_starts() {
    "$venv/bin/python" - <<'PY'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    playwright.chromium.launch(chromium_sandbox=False).close()
PY
}

if [ -n "${CHROMIUM:-}" ]; then
    works "$CHROMIUM" || echo "setup: CHROMIUM=$CHROMIUM does not start; rendering will fail" >&2
    report "$CHROMIUM (from CHROMIUM)"
fi
if path=$(on_path); then report "$path"; fi
if [ -f "$stamp" ]; then report "$(cat "$stamp")"; fi

"$here/apt-install.sh" chromium || true
if path=$(on_path); then report "$path"; fi

echo "setup: downloading Playwright's Chromium (once)"
if "$venv/bin/playwright" install --only-shell chromium >"$stamp.log" 2>&1 </dev/null &&
    playwrights_own_starts >>"$stamp.log" 2>&1; then
    echo "Playwright's own" >"$stamp"
else
    grep -m 1 -i error "$stamp.log" >&2 || tail -n 1 "$stamp.log" >&2
    cat >"$stamp" <<'MESSAGE'
none found and none could be installed.
       Pages are crawled without rendering; those that need scripts are named in the answer.
       To render: as root apt-get install chromium, or set CHROMIUM=/path/to/chromium;
       then remove .venv/.chromium and run make setup again.
MESSAGE
fi
report "$(cat "$stamp")"
