#!/usr/bin/env bash
# Shows the main job of Tern with real processes: builds, starts a ZooKeeper, two providers and a consumer, kills one of the providers while
# the consumer calls, checks what came of it, and stops everything it started. Needs a JDK (17 or newer) and git. Exit code 0: all is well.
set -euo pipefail

samples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$samples")
run=$samples/target/run
steady_seconds=8

java=java
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
fi

started=() # process ids, to be stopped at the end
reported=no

say() {
  printf '==> %s\n' "$*"
}

fail() {
  reported=yes
  printf 'RESULT: FAILED: %s (logs: %s)\n' "$*" "$run"
  exit 1
}

alive() {
  kill -0 "$1" 2>/dev/null
}

stop_all() {
  local code=$? pid i
  trap - EXIT
  for ((i = ${#started[@]} - 1; i >= 0; i--)); do # the last first: providers leave while there is a ZooKeeper to tell
    pid=${started[i]}
    kill "$pid" 2>/dev/null || continue
    for _ in {1..100}; do # 10 s: a provider first finishes its calls
      alive "$pid" || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null || true
  done
  if [ "$code" -ne 0 ] && [ "$reported" = no ]; then
    printf 'RESULT: FAILED: the script ended early (logs: %s)\n' "$run"
  fi
  exit "$code"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Starts a JVM: name, main class, arguments. Its output goes to name.log, its process id to the variable pid.
start() {
  local name=$1 main=$2
  shift 2
  jvm "$main" "$@" >"$run/$name.log" 2>&1 &
  pid=$!
  disown "$pid" # so that the shell does not comment on its end
  started+=("$pid")
}

# Becomes a JVM: main class, arguments. To be run in the background, where exec replaces only the shell's copy.
jvm() {
  exec "$java" -Xms32m -Xmx128m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED "-Djava.io.tmpdir=$run" \
    -cp "$samples/target/classes:$(cat "$samples/target/classpath.txt")" "dev.tern.samples.shop.$1" "${@:2}"
}

# Waits for a line: what it means, file, pattern, process that writes it, at most how many seconds.
await_line() {
  local what=$1 file=$2 pattern=$3 writer=$4 tries=$(($5 * 10))
  until grep -q "$pattern" "$file" 2>/dev/null; do
    alive "$writer" || grep -q "$pattern" "$file" || fail "$what: its process has ended, see $file"
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "$what: not within $5 s, see $file"
    sleep 0.1
  done
}

# ---------------------------------------------------------------- build

"$java" -version >/dev/null 2>&1 || fail "there is no Java: install a JDK, 17 or newer, and set JAVA_HOME or PATH"
version=$("$java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
[ "${version:-0}" -ge 17 ] || fail "Java is version ${version:-unknown} (expected: 17 or newer): set JAVA_HOME or PATH"

mkdir -p "$run"
rm -rf "${run:?}"/*

say "Building with JDK $version (the first time, Maven and the libraries are downloaded, which takes minutes)"
"$root/mvnw" -q -B -ntp -f "$root/pom.xml" -pl samples -am -DskipTests package >"$run/build.log" 2>&1 &
build=$!
started+=("$build")
seconds=0
while alive "$build"; do
  sleep 1
  seconds=$((seconds + 1))
  [ $((seconds % 10)) -ne 0 ] || printf '    building, %s s\n' "$seconds"
done
if ! wait "$build"; then
  tail -n 30 "$run/build.log"
  fail "the build failed, see $run/build.log"
fi
started=()
say "Built in $seconds s"

# ---------------------------------------------------------------- start

start zookeeper zookeeper.ZooKeeperMain
await_line "ZooKeeper serves" "$run/zookeeper.log" '^READY' "$pid" 30
registry=zk://127.0.0.1:$(sed -n 's/^READY port=//p' "$run/zookeeper.log")/shop
say "ZooKeeper serves: $registry"

start provider-1 provider.ProviderMain "$registry"
provider_1=$pid
start provider-2 provider.ProviderMain "$registry"
provider_2=$pid
instances=()
for n in 1 2; do
  provider=provider_$n
  await_line "provider $n is registered" "$run/provider-$n.log" '^READY' "${!provider}" 30
  instances+=("$(sed -n 's/^READY instance=\([^ ]*\) .*/\1/p' "$run/provider-$n.log")")
  say "Provider $n is registered: ${instances[$((n - 1))]} (process ${!provider})"
done

# The consumer's output goes to a file and, through a pipe, to the terminal.
mkfifo "$run/consumer.pipe"
tee "$run/consumer.out" <"$run/consumer.pipe" &
tee=$!
say "Consumer: one call of each kind, then steady calls for about $steady_seconds s"
jvm consumer.ConsumerMain "$registry" "$steady_seconds" >"$run/consumer.pipe" 2>"$run/consumer.log" &
consumer=$!
started+=("$consumer")

# ---------------------------------------------------------------- kill one

await_line "the consumer calls" "$run/consumer.out" '^steady  2' "$consumer" 60
kill -9 "$provider_1"
say "Killed provider 1 (kill -9): ${instances[0]}"

code=0
wait "$consumer" || code=$?
wait "$tee" || true

# ---------------------------------------------------------------- check

[ "$code" -eq 0 ] || fail "the consumer ended with exit code $code, see $run/consumer.log"
for instance in "${instances[@]}"; do
  grep -q "^steady.*$instance=" "$run/consumer.out" || fail "$instance did not answer a steady call"
done
last=$(grep '^steady' "$run/consumer.out" | tail -n 1)
case $last in
  *"${instances[0]}="*) fail "the killed ${instances[0]} is said to have answered: $last" ;;
  *"${instances[1]}="*) ;;
  *) fail "${instances[1]} did not answer after the kill: $last" ;;
esac
traces=$(sed -n 's/.* \([0-9a-f]\{32\}\)$/\1/p' "$run/consumer.out" | sort -u)
count=$(printf '%s\n' "$traces" | wc -l | tr -d ' ')
[ "$count" -ge 10 ] || fail "the consumer printed only $count trace ids"
for trace in $traces; do
  grep -q "trace=$trace " "$run"/provider-*.log || fail "no provider logged trace $trace"
done

placed=$(sed -n 's/^orders.place(2 teapots).* \([0-9a-f]\{32\}\)$/\1/p' "$run/consumer.out")
say "One trace through the services, from the providers' logs ($placed):"
for n in 1 2; do
  grep "trace=$placed " "$run/provider-$n.log" | sed "s/ .*\(span=[^ ]*\) .*\] / \1  provider $n: /" || true
done | sort | sed 's/^/    /'

reported=yes
printf 'RESULT: OK: both providers answered, calls went on after one was killed, and all %s trace ids stand in the providers'"'"' logs (%s)\n' \
  "$count" "$run"
