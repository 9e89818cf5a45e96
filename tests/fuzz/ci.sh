#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes the targets whose sources differ from BASE (default: all), 30 s each and 5 min in all; what it finds fails the build and
# lies in build/fuzz/found. The kept corpora are replayed by ctest. Usage: tests/fuzz/ci.sh [BASE [SECONDS [TARGET...]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
base=${1:-$(git hash-object -t tree /dev/null)} # the empty tree: everything has changed
seconds=${2:-30}
targets=("${@:3}")

declare -A sources=(
  [hdr_v2]="core/metrics" [frame]="core/metrics" [response]="core/http/field_bytes.h core/http/response_parser.h core/http/response_parser.cpp core/http/response_body.cpp"
  [k6_stream]="core/k6"
  [import_har]="core/import" [import_openapi]="core/import" [import_postman]="core/import" [import_curl]="core/import"
  [monitor_answers]="core/monitor" [plan]="core/plan" [template]="core/load/template.h core/load/template.cpp"
  [checklist]="core/checklist core/plan/fact_reader.cpp core/plan/pass_rule.cpp" [markdown]="core/checklist"
)
if [ "${#targets[@]}" = 0 ]; then
  for name in "${!sources[@]}"; do
    # shellcheck disable=SC2086
    git diff --quiet "$base" -- ${sources[$name]} "tests/fuzz/${name%%_*}*_fuzz.cpp" || targets+=("$name")
  done
fi
[ "${#targets[@]}" -gt 0 ] || { echo "no target's source has changed"; exit 0; }
echo "changed: ${targets[*]}"
# only what the chosen targets need is built
cmake -S . -B build/fuzz -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG="-O1 -g1" -DCMAKE_CXX_COMPILER=clang++ \
  -DCMAKE_UNITY_BUILD=ON -DHOLDPOINT_FUZZ=ON -DHOLDPOINT_PLAIN_ONLY=ON -DHOLDPOINT_SANITIZER=address,undefined >/dev/null
cmake --build build/fuzz --target "${targets[@]/#/fuzz_}"
mkdir -p build/fuzz/found
jobs=${FUZZ_JOBS:-2} # there are two cores
share=$seconds
[ "$seconds" -gt 30 ] || [ $((share * ${#targets[@]})) -le $((300 * jobs)) ] || share=$((300 * jobs / ${#targets[@]}))
printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c '
  mkdir -p build/fuzz/corpus/{}
  build/fuzz/bin/fuzz_{} -max_total_time='"$share"' -max_len=16384 -timeout=10 -rss_limit_mb=1024 -verbosity=1 -close_fd_mask=1 \
    -artifact_prefix=build/fuzz/found/{}- build/fuzz/corpus/{} tests/fuzz/corpus/{} > build/fuzz/{}.log 2>&1 ||
    { tail -40 build/fuzz/{}.log; echo "fuzz_{} found something: build/fuzz/found"; exit 1; }
  echo "fuzz_{}: $(grep -o "cov: [0-9]*" build/fuzz/{}.log | tail -1), $(ls build/fuzz/corpus/{} | wc -l) inputs kept, nothing found"'
