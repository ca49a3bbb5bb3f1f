#!/usr/bin/env bash
# rosters.sh: rosters of the published instances of the shared data folder, three
# seeds each, each checked, as a table: cost (least, median, most) beside the best
# known, bound and gap (of the worst seed), seconds of the slowest.
# TIME (60s), INSTANCES and SEEDS choose otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
shared="${LINGTING_SHARED:-}"
for d in .. ../.. ../../..; do
  [ -z "$shared" ] && [ -f "$d/shared/data/README.md" ] && shared="$d/shared"
done
data="$shared/data/rostering"
if [ ! -d "$data" ]; then
  echo "rosters: SKIPPED, the shared data folder is absent; set LINGTING_SHARED" >&2
  exit 0
fi
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
# value NAME FILE: a number of a JSON file with a field per line.
value() { sed -n "s/^ \"$1\": \([^,]*\),*$/\1/p" "$2" | head -1; }
echo "| instance | best known | least | median | most | bound | gap % | s |"
echo "|--:|--:|--:|--:|--:|--:|--:|--:|"
for i in ${INSTANCES:-1 2 3 4 5 6 7 10 12 14 16 20}; do
  file="$data/Instance$i.txt"
  [ -f "$file" ] || file="$file.gz"
  rm -f "$out"/*.json
  for seed in ${SEEDS:-1 2 3}; do
    bin/lingting roster solve "$file" --time "${TIME:-60s}" --seed "$seed" --workers 1 --quiet --json --out "$out/roster.csv" >"$out/$seed.json"
    checked="$(bin/lingting roster check "$file" "$out/roster.csv" | sed -n 's/^cost \([0-9]*\)[.:].*/\1/p')"
    [ "$checked" = "$(value cost "$out/$seed.json")" ] || { echo "rosters: instance $i, seed $seed: the check reckons $checked" >&2; exit 1; }
  done
  known="$(awk -F, -v i="$i" '$1 == i {print $2}' "$data/best_known.csv")"
  for f in "$out"/*.json; do
    echo "$(value cost "$f") $(value bound "$f") $(value seconds "$f")"
  done | sort -n | awk -v i="$i" -v known="$known" '
    { cost[NR] = $1; if ($2 != "null" && (bound == "" || $2 > bound)) bound = $2; if ($3 > s) s = $3 }
    END {
      gap = bound == "" ? "–" : sprintf("%.2f", 100 * (cost[NR] - bound) / cost[NR])
      printf "| %s | %s | %s | %s | %s | %s | %s | %.1f |\n", i, known, cost[1], cost[int((NR + 1) / 2)], cost[NR], bound == "" ? "–" : bound, gap, s
    }'
done
