#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what building, testing and running Holdpoint needs on Debian 12. Asks nothing, installs only what is missing.
#   packaging/install_build_deps.sh [--ci]     --ci adds clang, clang-tidy and the peers that benches and tests use
set -euo pipefail

packages=(
  g++ cmake ninja-build ccache mold pkg-config python3
  qt6-base-dev qt6-charts-dev libqt6opengl6-dev qt6-svg-dev qt6-websockets-dev qt6-tools-dev qt6-l10n-tools libqt6sql6-sqlite
  libcurl4-openssl-dev libyaml-cpp-dev nlohmann-json3-dev zlib1g-dev libssl-dev libboost-dev libre2-dev
  libsnappy-dev libnghttp2-dev libpq-dev libhiredis-dev libmd4c-dev libsqlite3-dev libgtest-dev libgmock-dev libvalijson-dev
  fonts-inter fonts-dejavu-core locales qt6-translations-l10n ca-certificates curl openssh-client
)
ci_packages=(clang clang-tidy clang-format libclang-rt-14-dev nginx-light wrk nghttp2-client openssl
  prometheus prometheus-alertmanager prometheus-node-exporter prometheus-postgres-exporter prometheus-redis-exporter
  postgresql redis-server chromium poppler-utils libnss3-tools xvfb dbus-daemon at-spi2-core)
[ "${1:-}" = "--ci" ] && packages+=("${ci_packages[@]}")

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  echo "These packages are missing and need root or sudo to install: ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
