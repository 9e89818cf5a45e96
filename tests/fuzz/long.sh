#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes every target for 10 min, two at once. Usage: tests/fuzz/long.sh [SECONDS]
set -euo pipefail

exec "$(dirname "${BASH_SOURCE[0]}")/ci.sh" "" "${1:-600}"
