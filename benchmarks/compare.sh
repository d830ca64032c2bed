#!/usr/bin/env bash
# Measures Tern beside hand-written Netty and other frameworks, as whole processes over loopback, and prints the tables (benchmarks/compare/README.md).
set -euo pipefail

usage() {
  cat <<'END'
usage: benchmarks/compare.sh [option value]...
  --contenders A,B    who runs; all unless given
  --cells CELL,CELL   what is run: METHOD:THREADS, METHOD:-VIRTUAL_THREADS, existUser:0 (pipelined), METHOD+METHOD:THREADS
  --rounds N          3 unless given
  --seconds S         how long a cell is measured; 3 unless given, half of it for cells of one thread
  --settle S          how long a cell runs before that; 0.7 unless given
  --warmup S          how long each contender is warmed up; 60 unless given
  --out DIR           where logs and results go; benchmarks/compare/results unless given
  --startup           measures the time to the first call instead: --contenders, --rounds (5), --warmup (10) and --out hold
environment:
  COMPARE_JAVA_HOME   JDK of the measured processes; that of this script unless set
  COMPARE_JVM_OPTS    more options for them
  COMPARE_SKIP_BUILD  1: what was built before is measured
exit code: 0 all was measured, 1 something did not start or failed, 2 the command line is wrong, others: the build failed
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
args=("$@")
out=
for arg in "$@"; do
  case "$arg" in
    -h | --help) usage; exit 0 ;;
    --out) out=given ;;
  esac
done
if [[ -z $out ]]; then
  args+=(--out "$root/benchmarks/compare/results")
fi

java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
if ! "$java" -version >/dev/null 2>&1; then
  echo "$java does not run (expected: a JDK, 17 or newer, on PATH or in JAVA_HOME)" >&2
  exit 2
fi

if [[ ${COMPARE_SKIP_BUILD:-} != 1 ]]; then
  "$root/mvnw" -q -B -ntp -f "$root/pom.xml" -pl rpc-core,rpc-processor -am -DskipTests install >&2
  "$root/mvnw" -q -B -ntp -f "$root/benchmarks/compare/pom.xml" package >&2
fi
cd "$root/benchmarks/compare"
if [[ ! -f common/target/classpath.txt ]]; then
  echo "benchmarks/compare is not built (expected: one run without COMPARE_SKIP_BUILD=1)" >&2
  exit 2
fi
exec "$java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "common/target/classes:$(cat common/target/classpath.txt)" dev.tern.compare.Bench "${args[@]}"
