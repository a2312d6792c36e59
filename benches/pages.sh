#!/bin/bash
# What 10,000 synthetic reports cost, measured with public tools.
#
#   benches/pages.sh               REPORTS=1000 ROUNDS=9 benches/pages.sh
#
# Prints how long the server takes to be ready, from cold Markdown and from an
# unchanged store, and what the first and the last page of a list cost. Exits 1
# when a goal is missed: ready from the store within 2 s, a last page that costs
# at most 1.5 times the first, and two words that are looked for which cost at
# most 5 times a page that is only filtered. Needs bash, curl and cargo; uses `ab`
# (Debian: apache2-utils) if there is one, else curl over one connection.
# Everything is on the loopback and in a temporary folder that is removed.
set -euo pipefail
export LC_ALL=C
unset "${!CHRONIQUE_@}"
cd "$(dirname "$0")/.."

reports=${REPORTS:-10000}   # of the archive
starts=${STARTS:-5}         # of the server, cold and warm each
rounds=${ROUNDS:-7}         # of first and last page, by turns
requests=${REQUESTS:-4000}  # to one address in one round
port=${PORT:-18080}
ready_goal_ms=2000
ratio_goal=1.5
search_goal=5

base=http://127.0.0.1:$port
ticks=$(getconf CLK_TCK)
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

fail() { echo "pages.sh: $*" >&2; exit 2; }

# min median max of the numbers on standard input.
spread() {
  sort -n | awk '{ v[NR] = $1 } END {
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    f = m < 100 ? "%.2f" : "%.0f"
    printf f " " f " " f "\n", v[1], m, v[NR] }'
}
median() { spread | cut -d' ' -f2; }

# Ticks of CPU the server has used. Its name holds no space.
cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$server/stat"; }

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# Starts the server and waits until it is ready; sets took_ms and used_ticks.
start() {
  local from
  # Another server there would answer in the place of ours.
  if curl -s -m 5 -o /dev/null "$base/"; then fail "port $port is in use: choose another PORT"; fi
  from=$(now_ms)
  RUST_LOG=warn target/release/chronique serve --answer-cache 0 --archive "$temp/archive" \
    --store "$temp/store" --listen "127.0.0.1:$port" 2>"$temp/log" &
  server=$!
  # The port is bound before anything is loaded: the request waits inside.
  until curl -fs -m 60 -o /dev/null "$base/readyz"; do
    kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$temp/log")"
    [ $(($(now_ms) - from)) -lt 120000 ] || fail "not ready within two minutes"
    sleep 0.01
  done
  took_ms=$(($(now_ms) - from))
  used_ticks=$(cpu_ticks)
}

# Ends the server by its number.
stop() {
  kill -TERM "$server"
  wait "$server" || fail "the server did not end well: $(cat "$temp/log")"
  server=
}

memory() { awk "/^$1:/ { printf \"%d\", \$2 / 1024 }" "/proc/$server/status"; }

# Several starts, `ready cold NAME` or `ready warm NAME`; sets ready_ms.
ready() {
  : >"$temp/ms"; : >"$temp/cpu"; : >"$temp/rss"
  for _ in $(seq "$starts"); do
    if [ "$1" = cold ]; then rm -rf "$temp/store"; fi
    start
    echo "$took_ms" >>"$temp/ms"
    awk "BEGIN { print $used_ticks / $ticks }" >>"$temp/cpu"
    memory VmRSS >>"$temp/rss"; echo >>"$temp/rss"
    stop
  done
  printf '%-22s %-20s %-20s %s\n' "$2" "$(spread <"$temp/ms")" \
    "$(spread <"$temp/cpu")" "$(spread <"$temp/rss")"
  ready_ms=$(median <"$temp/ms")
}

# Puts `requests` requests for a path; prints requests/s and requests/CPU-s.
load() {
  local before used from rate
  before=$(cpu_ticks)
  if command -v ab >/dev/null; then
    timeout 120 ab -q -k -c 4 -n "$requests" "$base$1" >"$temp/ab" 2>&1 ||
      fail "ab: $(tail -1 "$temp/ab")"
    if grep -q 'Non-2xx' "$temp/ab"; then fail "not 200: $1"; fi
    rate=$(awk '/^Requests per second/ { print $4 }' "$temp/ab")
  else
    for _ in $(seq "$requests"); do
      printf 'url = "%s"\noutput = /dev/null\n' "$base$1"
    done >"$temp/urls"
    from=$(now_ms)
    timeout 120 curl -fsg -K "$temp/urls" || fail "curl: $1"
    rate=$(awk "BEGIN { print $requests * 1000 / ($(now_ms) - $from) }")
  fi
  used=$(($(cpu_ticks) - before))
  # A tick is the least there is to see.
  awk "BEGIN { u = $used < 1 ? 1 : $used; print $rate, $requests * $ticks / u }"
}

# Which page a query asks for.
page() { grep -oE '(q=.{7}|(after|last|first)=[0-9a-zA-Z]{2})' <<<"$1" | tail -1; }

ratios=$temp/ratios
# One page against another, by turns: `compare NAME QUERY QUERY`. Keeps the
# ratios for the goal: in time the median, in CPU that of the sums.
compare() {
  local place query
  : >"$temp/1"; : >"$temp/2"
  for _ in $(seq "$rounds"); do
    load "/v1/items?$2" >>"$temp/1"
    load "/v1/items?$3" >>"$temp/2"
  done
  paste -d' ' "$temp/1" "$temp/2" >"$temp/pairs"
  for place in 1 2; do
    query=${*:place+1:1}
    printf '%-20s %-9s %6s  %-22s %s\n' "$1" "$(page "$query")" \
      "$(curl -fsg "$base/v1/items?$query" | wc -c)" \
      "$(cut -d' ' -f1 "$temp/$place" | spread)" "$(cut -d' ' -f2 "$temp/$place" | spread)"
  done
  # The first pair is of rates, the second of rates by CPU: cost is the inverse.
  awk '{ print $1 / $3 }' "$temp/pairs" | median >>"$ratios"
  # Ticks are too coarse for a round: CPU counts over all of them.
  awk '{ a += 1 / $2; b += 1 / $4 } END { printf "%.2f\n", b / a }' "$temp/pairs" >>"$ratios"
  printf '%-20s second by first: %s in time, %s in CPU\n' "$1" \
    "$(tail -2 "$ratios" | head -1)" "$(tail -1 "$ratios")"
}

# The value of a key in JSON on standard input, the first there is.
json() { grep -o "\"$1\":\"[^\"]*\"" | head -1 | cut -d'"' -f4; }

missed=0
# Says whether a figure keeps to its goal.
goal() {
  local verdict=kept
  if awk "BEGIN { exit !($2 > $3) }"; then verdict=MISSED; missed=1; fi
  echo "goal $verdict: $1 $2, at most $3"
}

cargo build --release --quiet --bin chronique --example generate
target/release/examples/generate --reports "$reports" --out "$temp/archive"
echo "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg); figures are min median max"
echo

printf '%-22s %-20s %-20s %s\n' "ready from" "ms" "CPU seconds" "resident MB"
ready cold "cold Markdown"
start; stop # so that the warm starts all find what a start leaves behind
ready warm "the unchanged store"
warm_ms=$ready_ms
echo "store: $(du -sm "$temp/store" | cut -f1) MB, Markdown: $(du -sm --apparent-size "$temp/archive" | cut -f1) MB"
echo

start
printf '%-20s %-9s %6s  %-22s %s\n' items page bytes "requests/s" "requests per CPU-second"
load "/v1/items" >/dev/null # warms up
compare "all" "first=20" "last=20"
middle=$(curl -fs "$base/v1/items?offset=$((reports * 15 / 2))" | json endCursor)
compare "all, middle" "first=20" "first=20&after=$middle"
resource=$(curl -fs "$base/v1/resources?first=1&sort=-citations" | json id)
for filter in project=sill category=publier month=2024 "resource=$resource" \
  "project=sill&category=publier"; do
  compare "${filter:0:20}" "$filter&first=20" "$filter&last=20"
done
ratios=$temp/searches
plain="category=publier&project=sill&first=20"
compare "two common words" "$plain" "first=20&q=publication+guide"
compare "two rare words" "$plain" "first=20&q=clausier+automne"
compare "a phrase" "$plain" "first=20&q=%22jeu+de+donn%C3%A9es%22+bilan"
compare "words and marks" "$plain" "first=20&highlight=true&q=publication+guide"
echo "resident after the requests: $(memory VmRSS) MB, most $(memory VmHWM) MB"
stop
echo

goal "milliseconds until ready from the store:" "$warm_ms" "$ready_goal_ms"
goal "a later page by the first, the worst ratio:" "$(sort -n "$temp/ratios" | tail -1)" "$ratio_goal"
goal "two words by a filtered page, the worst ratio:" "$(head -4 "$temp/searches" | sort -n | tail -1)" "$search_goal"
exit "$missed"
