#!/usr/bin/env bash
# Measures the registry at scale, beside an interface-level layout, and writes the tables: benchmarks/REGISTRY.md.
set -euo pipefail

usage() {
  cat <<'END'
usage: benchmarks/registry.sh [option value]...
  --layouts A,B               tern, interface: one after the other; both unless given
  --instances N               of the whole cluster, a multiple of ten times the applications; 10000 unless given
  --applications N            100 unless given
  --services N                a multiple of the applications; 200 unless given
  --consumers N               each with a session of its own; 100 unless given
  --services-per-consumer N   a divisor of the services; 20 unless given
  --jvms N                    that share the consumers, a divisor of them; 4 unless given
  --changes N                 of each kind and size that are measured one by one; 200 unless given
  --idle S                    for how long the traffic of a quiet cluster is counted, at each size; 30 unless given
  --waves N                   of the restart of all providers; 4 unless given
  --down S                    for how long ZooKeeper is away; 5 unless given
  --after S                   for how long its requests are counted afterwards; 40 unless given
  --out FILE                  benchmarks/REGISTRY.md unless given
  --smoke                     a small cluster, under a minute on a quiet machine, written to benchmarks/target; options behind it still hold
environment:
  REGISTRY_SKIP_BUILD         1: what was built before is measured
memory: 8 GB at most, of which ZooKeeper may take 2, the providers 1.5, each JVM of consumers 1
exit code: 0 all was measured, 1 something did not start or failed, 2 the command line is wrong, others: the build failed
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
args=()
while (($#)); do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --smoke)
      args+=(--instances 1000 --applications 10 --services 20 --consumers 8 --services-per-consumer 5 --jvms 2
        --changes 20 --idle 2 --down 2 --after 8 --out "$root/benchmarks/target/REGISTRY-smoke.md")
      shift ;;
    *) args+=("$1"); shift ;;
  esac
done

java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
if ! "$java" -version >/dev/null 2>&1; then
  echo "$java does not run (expected: a JDK, 17 or newer, on PATH or in JAVA_HOME)" >&2
  exit 2
fi

if [[ ${REGISTRY_SKIP_BUILD:-} != 1 ]]; then
  "$root/mvnw" -q -B -ntp -f "$root/pom.xml" -pl benchmarks -am -DskipTests package >&2
fi
if [[ ! -f $root/benchmarks/target/classpath.txt ]]; then
  echo "benchmarks is not built (expected: one run without REGISTRY_SKIP_BUILD=1)" >&2
  exit 2
fi
cd "$root"
exec "$java" -Xmx256m -XX:+UseSerialGC -cp "benchmarks/target/classes:$(cat benchmarks/target/classpath.txt)" \
  dev.tern.rpc.benchmarks.registry.RegistryScale "${args[@]}"
