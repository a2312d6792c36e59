#!/bin/bash
# What it takes to hand out everything, measured with public tools.
#
#   benches/export.sh              REPORTS=1000 benches/export.sh
#
# Serves 10,000 synthetic reports, about 150,000 items, and asks for all of
# them: as lists and as exports, in NDJSON and CSV, to a fast client and to a
# slow one, and for a part at the end. Prints how much the process grows while
# it answers (its resident memory at its highest, less what it was before) and
# how long it takes. Exits 1 when it grows by 16 MB or more. Needs bash, curl
# and cargo, and Linux for /proc. Everything is on the loopback and in a
# temporary folder that is removed.
set -euo pipefail
export LC_ALL=C
unset "${!CHRONIQUE_@}"
cd "$(dirname "$0")/.."

reports=${REPORTS:-10000}
goal_kb=$((16 * 1024))
temp=$(mktemp -d)
server=

# shellcheck disable=SC2317 # called by the trap
clean() {
  if [ -n "$server" ]; then
    kill -KILL "$server" 2>/dev/null || true
  fi
  rm -rf "$temp"
}
trap clean EXIT
trap 'exit 130' INT TERM

fail() { echo "export.sh: $*" >&2; exit 2; }

memory() { awk "/^$1:/ { print \$2 }" "/proc/$server/status"; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }

cargo build --release --quiet --bin chronique --example generate
target/release/examples/generate --reports "$reports" --out "$temp/archive" 2>/dev/null
RUST_LOG=info target/release/chronique serve --archive "$temp/archive" \
  --store "$temp/store" --listen 127.0.0.1:0 2>"$temp/log" &
server=$!
base=
for _ in $(seq 1200); do
  base=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$temp/log" | head -n 1 || true)
  if [ -n "$base" ]; then break; fi
  kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$temp/log")"
  sleep 0.1
done
[ -n "$base" ] || fail "not ready within two minutes"
items=$(curl -fs "$base/v1/items?first=1" | grep -oE '"total":[0-9]+' | cut -d: -f2)

missed=0
printf '%-40s %10s %9s %9s\n' "$items items" bytes ms "grown by"

# `ask NAME ROWS CURL…`: one request; says how much the process grew. ROWS is
# how many line ends must come, 0 for any.
ask() {
  local name=$1 rows=$2 before peak from took lines bytes
  shift 2
  before=$(memory VmRSS)
  # Linux forgets the peak when told so; where it may not be told, the peak so
  # far counts, which makes the figure worse, never better.
  echo 5 2>/dev/null >"/proc/$server/clear_refs" || true
  from=$(now_ms)
  curl -fsg -m 600 "$@" >"$temp/body" || fail "curl: $name"
  took=$(($(now_ms) - from))
  peak=$(memory VmHWM)
  lines=$(tr -cd '\n' <"$temp/body" | wc -c)
  bytes=$(wc -c <"$temp/body")
  if [ "$rows" -gt 0 ] && [ "$lines" -lt "$rows" ]; then fail "$name: $lines lines of $rows"; fi
  local grown=$((peak - before))
  printf '%-40s %10s %9s %6s KB\n' "$name" "$bytes" "$took" "$grown"
  if [ "$grown" -ge "$goal_kb" ]; then missed=1; fi
}

ask "a page, to warm up" 0 "$base/v1/items"
ask "/v1/items.ndjson" "$items" "$base/v1/items.ndjson"
ask "/v1/items.csv" "$items" "$base/v1/items.csv"
ask "/v1/items.csv in another order" "$items" "$base/v1/items.csv?sort=category"
ask "/v1/items.ndjson to a slow client" "$items" --limit-rate 20M "$base/v1/items.ndjson"
ask "/v1/export/items.csv, measured first" "$items" "$base/v1/export/items.csv"
ask "/v1/export/items.csv" "$items" "$base/v1/export/items.csv"
ask "/v1/export/items.ndjson" "$items" "$base/v1/export/items.ndjson"
ask "/v1/export/items.json" 0 "$base/v1/export/items.json"
ask "/v1/items.atom" "$items" "$base/v1/items.atom"
ask "the last 1000 bytes of the export" 0 -r -1000 "$base/v1/export/items.ndjson"

kill -TERM "$server"
wait "$server" || fail "the server did not end well: $(cat "$temp/log")"
server=
if [ "$missed" = 1 ]; then verdict=MISSED; else verdict=kept; fi
echo "goal $verdict: no answer makes the process grow by 16 MB"
exit "$missed"
