package dev.tern.rpc.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.support.TestCalls;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/observability.md} tells of exactly the meters there are, with their units and labels. */
class DocumentedMetersTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "observability.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| \\w+ \\| (\\w+) \\| ([^|]*)\\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    private record Row(String meter, String unit, Set<String> labels) {}

    private static List<Row> documented() throws Exception {
        return ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map(row -> new Row(
                        row.group(1),
                        row.group(2),
                        QUOTED.matcher(row.group(3))
                                .results()
                                .map((MatchResult label) -> label.group(1))
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    @Test
    void document_tableOfMeters_isTheListOfMeasures() throws Exception {
        List<Row> measures = Arrays.stream(Measure.values())
                .map(measure -> new Row(measure.meter(), measure.unit(), new TreeSet<>(measure.labels())))
                .toList();

        assertThat(documented()).containsExactlyElementsOf(measures);
    }

    @Test
    void meters_allRegistered_haveTheDocumentedNamesAndLabels() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registerAll(registry);

        Set<String> registered = registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> id.getName() + " "
                        + id.getTags().stream().map(Tag::getKey).sorted().toList())
                .collect(Collectors.toSet());
        List<String> expected = new ArrayList<>();
        documented().forEach(row -> expected.add(row.meter + " " + List.copyOf(row.labels)));
        // each bucket of a histogram is a gauge of SimpleMeterRegistry's own
        registered.removeIf(meter -> meter.contains(".histogram "));
        assertThat(registered).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void registerAll(SimpleMeterRegistry registry) {
        Gauges gauges = new Gauges(registry);
        new ClientMetrics(registry, gauges, System::nanoTime)
                .bind(
                        TestCalls.READ,
                        call -> call.fail(RpcException.neverExecuted(Status.UNAVAILABLE, "", null)
                                .noProvider(NoProvider.NOT_YET)))
                .invoke(TestCalls.call(TestCalls.READ));
        new ServerMetrics(registry, System::nanoTime).bind(TestCalls.READ, call -> {});
        gauges.add(Measure.CLIENT_BUDGET_AVAILABLE, () -> 1, TestCalls.READ);
        gauges.add(Measure.CLIENT_BREAKERS_OPEN, () -> 1, TestCalls.READ);
        gauges.add(Measure.CLIENT_ENDPOINTS, () -> 1, "shop.Shop", "ready");
        gauges.highest(Measure.CLIENT_REGISTRY_AGE, () -> 1, "shop.Shop");
        gauges.count(Measure.CLIENT_SNAPSHOT_FAILURES, () -> 1);
        gauges.add(Measure.REGISTRY_REACHED, () -> 1, "client");
        gauges.count(Measure.REGISTRY_IGNORED, () -> 1, "client");
        gauges.count(Measure.REGISTRY_REPAIRS, () -> 1, "client");
        gauges.add(Measure.SERVER_CALLS_ACTIVE, () -> 1);
        gauges.add(Measure.SERVER_LIMIT, () -> 1);
        ServerMetrics.waits(registry).accept(1);
        gauges.add(Measure.SERVER_QUEUE, () -> 1);
        gauges.count(Measure.SERVER_REFUSALS, () -> 1, "full");
        PolicyMeters policies = new PolicyMeters(registry);
        policies.retried(TestCalls.READ, PolicyListener.Reason.POLICY, new RpcException(Status.UNAVAILABLE, "gone"));
        policies.refused(TestCalls.READ, PolicySetting.BULKHEAD_MAX_CONCURRENT);
        policies.ejected("shop.Shop", CallInfo.Peer.NONE, "it failed");
    }
}
