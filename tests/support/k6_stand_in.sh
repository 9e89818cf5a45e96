#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plays an installed k6 for tests: `version`, and `run` with the lines that k6 0.49 to 2.x write. What it does is said by variables:
#   STAND_IN_VERSION  what it calls itself          STAND_IN_SECONDS  how long it loads (default 2)
#   STAND_IN_EXIT     exit code (default 0)         STAND_IN_ERROR    a message of level error
#   STAND_IN_URL      of its requests               STAND_IN_STOP     ignore: SIGINT is not obeyed
#   STAND_IN_SILENT   1: it ends without any load   STAND_IN_ODD      1: half lines, floods and nonsense between good lines
if [ "$1" = version ]; then
  echo "k6 ${STAND_IN_VERSION:-v0.49.0} (go1.21.6, linux/amd64)"
  exit 0
fi
summary=""
for word in "$@"; do
  case "$word" in --summary-export=*) summary=${word#--summary-export=} ;; esac
done
echo "$*" > "${STAND_IN_ARGS:-/dev/null}"
code=${STAND_IN_EXIT:-0}
[ "$STAND_IN_STOP" = ignore ] && trap "" INT || trap 'code=105; stopped=1' INT
say() { printf '{"metric":"%s","type":"Point","data":{"time":"%s","value":%s,"tags":{%s}}}\n' "$1" "$now" "$2" "$3" >&3; }
echo "     hello from the script"
[ -z "$STAND_IN_ERROR" ] || echo "time=\"t\" level=error msg=\"$STAND_IN_ERROR\"" >&2
[ "$STAND_IN_SILENT" != 1 ] || exit "$code"
for name in http_reqs:counter http_req_duration:trend http_req_failed:rate vus:gauge orders:counter; do
  printf '{"type":"Metric","data":{"name":"%s","type":"%s","contains":"default","thresholds":[],"submetrics":null},"metric":"%s"}\n' \
    "${name%:*}" "${name#*:}" "${name%:*}" >&3
done
rounds=$((${STAND_IN_SECONDS:-2} * 10))
url=${STAND_IN_URL:-http://127.0.0.1:8080/search}
tags="\"scenario\":\"default\",\"group\":\"\",\"method\":\"GET\",\"name\":\"search\",\"status\":\"200\",\"expected_response\":\"true\",\"url\":\"$url\""
i=0
while [ "$i" -lt "$rounds" ] && [ -z "$stopped" ]; do
  now=$(date -u +%Y-%m-%dT%H:%M:%S.%NZ)
  say vus 3 ""
  say http_reqs 1 "$tags"
  say http_req_duration 12.5 "$tags"
  say http_req_failed 0 "$tags"
  say orders 2 '"scenario":"default","kind":"gold"'
  [ "$STAND_IN_ODD" != 1 ] || printf '{"metric":"http_reqs","type":"Point","data":{"time":"%s","value":NaN\nnull\n{"x":\n' "$now" >&3
  i=$((i + 1))
  sleep 0.1
done
[ "$code" != 99 ] || missed=true
[ -z "$summary" ] ||
  echo "{\"metrics\":{\"http_req_duration\":{\"p(95)\":12.5,\"thresholds\":{\"p(95)<10\":${missed:-false}}}}}" > "$summary"
exit "$code"
