#!/usr/bin/env bash
# Install Debian packages where that is possible without asking: as root or with passwordless sudo.
# Usage: scripts/apt-install.sh PACKAGE...      exit 1: not possible here, or it failed (log shown)
set -euo pipefail

command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" -eq 0 ]; then
    run=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    run=(sudo -n env)
else
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "setup: apt-get install $* (once; this may take a few minutes)"
if ! {
    "${run[@]}" apt-get update -q &&
        "${run[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
} >"$log" 2>&1 </dev/null; then
    echo "setup: apt-get could not install $*:" >&2
    tail -n 5 "$log" >&2
    exit 1
fi
