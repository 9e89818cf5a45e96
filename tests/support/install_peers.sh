#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the peers that Debian does not have and that benches and tests compare with: k6 and Jaeger, built with the machine's Go
# tool chain from their Go modules. Asks nothing, does nothing twice, says what it skipped and why.
#   tests/support/install_peers.sh [k6] [jaeger]      without a name: both
# Programs go to $HOLDPOINT_PEERS, else ~/.cache/holdpoint-peers/bin, where benches and tests look behind PATH.
# Ends with 0, also where there is no Go and everything is skipped; 1 if a build failed, 2 for a wrong argument.
set -euo pipefail

readonly K6_MODULE=go.k6.io/k6 K6_VERSION=v1.8.1
# The last 1.x: its all-in-one is one program without a configuration file.
readonly JAEGER_MODULE=github.com/jaegertracing/jaeger JAEGER_VERSION=v1.76.0
readonly FOLDER="${HOLDPOINT_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/holdpoint-peers/bin}"

# One compiler at a time, behind everything else on the machine.
export CGO_ENABLED=0 GOFLAGS="-p=1 -trimpath -buildvcs=false"
build=(nice -n 15)

# $1: name, $2: version. The version that is there is noted beside the program.
is_there() {
  [ -x "$FOLDER/$1" ] && [ "$(cat "$FOLDER/$1.version" 2>/dev/null)" = "$2" ]
}

note() {
  echo "$2" >"$FOLDER/$1.version"
  echo "$1 $2: built, $FOLDER/$1"
}

install_k6() {
  GOBIN="$work" "${build[@]}" go install "$K6_MODULE@$K6_VERSION" && mv "$work/k6" "$FOLDER/k6"
}

# Its go.mod replaces a module, which `go install MODULE@VERSION` refuses: it is built in a copy of its sources. Without the user
# interface's assets, which the module does not have, it serves a page that says so; nothing here looks at it.
install_jaeger() {
  local sources
  sources="$(go mod download -json "$JAEGER_MODULE@$JAEGER_VERSION" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p')"
  [ -d "$sources" ] || return 1
  cp -r "$sources" "$work/sources" && chmod -R u+w "$work/sources" &&
    (cd "$work/sources" && "${build[@]}" go build -o "$work/jaeger" ./cmd/all-in-one) && mv "$work/jaeger" "$FOLDER/jaeger"
}

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
peers=("$@")
[ "${#peers[@]}" -gt 0 ] || peers=(k6 jaeger)
failed=0
for peer in "${peers[@]}"; do
  case "$peer" in
    k6) version="$K6_VERSION" ;;
    jaeger) version="$JAEGER_VERSION" ;;
    -h | --help)
      sed -n '3,7s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      echo "install_peers.sh: \`$peer\` is no peer: k6 or jaeger" >&2
      exit 2
      ;;
  esac
  if is_there "$peer" "$version"; then
    echo "$peer $version: there already, $FOLDER/$peer"
  elif ! command -v go >/dev/null; then
    echo "$peer: SKIPPED, no Go tool chain in PATH (golang-go of Debian is too old for it)"
  else
    mkdir -p "$FOLDER"
    if "install_$peer"; then
      note "$peer" "$version"
    else
      echo "$peer $version: SKIPPED, its build failed (see above)" >&2
      failed=1
    fi
  fi
done
exit "$failed"
