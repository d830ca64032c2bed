#!/usr/bin/env bash
# Measures Tern beside hand-written Netty and other frameworks, as whole processes over loopback, and prints the tables.
#   benchmarks/compare.sh [--contenders a,b] [--rounds N] [--seconds S] [--warmup S] [--settle S] [--cells METHOD:THREADS,..] [--out DIR]
# COMPARE_JAVA_HOME: the JDK of the measured processes; COMPARE_JVM_OPTS: more options for them; COMPARE_SKIP_BUILD=1: as it was built before.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
args=("$@")
if [[ " $* " != *" --contenders "* ]]; then
  args+=(--contenders netty-raw,tern,tern-nonblocking,dubbo-hessian2,dubbo-kryo,dubbo-tuned,dubbo-tri,grpc,turbo,jupiter,sofa)
fi
if [[ " $* " != *" --out "* ]]; then
  args+=(--out "$root/benchmarks/compare/results")
fi
if [[ "${COMPARE_SKIP_BUILD:-}" != 1 ]]; then
  "$root/mvnw" -q -B -ntp -f "$root/pom.xml" -pl rpc-core,rpc-processor -am -DskipTests install >&2
  "$root/mvnw" -q -B -ntp -f "$root/benchmarks/compare/pom.xml" package >&2
fi
cd "$root/benchmarks/compare"
exec java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -cp "common/target/classes:$(cat common/target/classpath.txt)" dev.tern.compare.Bench "${args[@]}"
