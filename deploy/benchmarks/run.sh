# Builds what a benchmark needs and runs it: bash run.sh NAME [ARG...]; the executables beside this file do.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
log=$root/.trestle/logs/bench-build.log
mkdir -p "$root/.trestle/logs"
echo "Building, log: $log"
(cd "$root" && "${TRESTLE_MAVEN:-mvn}" -B -pl '!deploy/e2e' package -Dmaven.test.skip=true -Dformatter.skip=true -Dimpsort.skip=true \
  -Dforbiddenapis.skip=true) >"$log" 2>&1 </dev/null || {
  grep '^\[ERROR\]' "$log" | head -n 20 >&2
  exit 1
}
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx${TRESTLE_BENCH_HEAP:-256m} -Djava.util.logging.manager=org.jboss.logmanager.LogManager -Dtrestle.root="$root" -cp "$root/deploy/benchmarks/target/classes:$root/deploy/benchmarks/target/lib/*" \
  io.trestle.benchmarks.BenchmarkMain "$@"
