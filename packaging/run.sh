#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a fresh Debian 12 to a rehearsed release: installs what is missing, builds, starts the embedded staging service and the
# console on the rehearsal plan. Without a display it does the same rehearsal without a window and prints where the report lies.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  cat <<'TXT'
Usage: packaging/run.sh [--build-only] [--headless] [--plan FILE]
  --build-only   install and build, start nothing
  --headless     rehearse without a window, also where there is a display
  --plan FILE    this plan instead of the rehearsal (its own hosts are loaded; no staging service is started)
Examples:
  packaging/run.sh
  packaging/run.sh --headless
  packaging/run.sh --plan plans/my-release.yaml
TXT
}

headless=no; build_only=no; plan=""
while [ $# -gt 0 ]; do
  case "$1" in
    --build-only) build_only=yes ;;
    --headless) headless=yes ;;
    --plan) plan=$(realpath "${2:?--plan needs a file}"); shift ;;
    -h|--help) usage; exit 0 ;;
    *) echo "run.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

"$root/packaging/install_build_deps.sh"
export CCACHE_BASEDIR="${CCACHE_BASEDIR:-$root}" CCACHE_NOHASHDIR=1 # as test.sh: what another clone compiled is found
(cd "$root" && cmake --preset dev >/dev/null && cmake --build --preset dev --target holdpoint holdpointctl)
[ "$build_only" = yes ] && exit 0
bin=$root/build/dev/bin

if [ "$headless" = no ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  [ -n "$plan" ] && exec "$bin/holdpoint" "$plan"
  exec "$bin/holdpoint" --rehearsal
fi
if [ -n "$plan" ]; then
  exec "$bin/holdpointctl" run "$plan"
fi
exec "$bin/holdpointctl" rehearse
