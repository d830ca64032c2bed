package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.RpcCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code ConsistentHash -> candidates with a name and a weight}. */
class ConsistentHashTest {

    private static final int KEYS = 20_000;
    private static final MethodDescriptor METHOD = Cluster.method(MethodPolicy.STANDARD);

    private record Host(String id, double weight) implements LoadBalancer.Candidate {

        @Override
        public int outstanding() {
            return 0;
        }

        @Override
        public double latencyNanos(long now) {
            return 0;
        }
    }

    private static List<Host> hosts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Host("10.0." + i / 250 + "." + i % 250 + ":7000", 100))
                .toList();
    }

    private static String[] owners(List<Host> hosts) {
        LoadBalancer.Picker picker = new ConsistentHash(0).picker(hosts);
        return IntStream.range(0, KEYS)
                .mapToObj(key -> hosts.get(pick(picker, "user-" + key, 0)).id)
                .toArray(String[]::new);
    }

    private static int pick(LoadBalancer.Picker picker, Object key, int refused) {
        return picker.pick(
                new RpcCall(METHOD, new Cluster.Key(key), CallContext.none()), refused, new Random(refused + 1));
    }

    @Test
    void key_inAnyOrderOfTheList_hasTheSameOwner() {
        List<Host> shuffled = new ArrayList<>(hosts(20));
        Collections.shuffle(shuffled, new Random(1));

        assertThat(owners(shuffled)).isEqualTo(owners(hosts(20)));
    }

    @Test
    void keys_areSpreadEvenlyByWeight() {
        List<Host> hosts = new ArrayList<>(hosts(10));
        hosts.set(0, new Host(hosts.get(0).id, 50));
        String[] owners = owners(hosts);
        for (Host host : hosts) {
            double share = Collections.frequency(List.of(owners), host.id) / (double) KEYS;
            double fair = host.weight / 950;
            assertThat(share).isBetween(0.7 * fair, 1.35 * fair);
        }
    }

    @Test
    void hostLeaves_onlyItsKeysMove() {
        List<Host> all = hosts(20);
        List<Host> fewer = new ArrayList<>(all);
        String gone = fewer.remove(7).id;
        String[] before = owners(all);
        String[] after = owners(fewer);
        Set<String> heirs = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
            if (before[i].equals(gone)) {
                heirs.add(after[i]);
            } else {
                assertThat(after[i]).isEqualTo(before[i]);
            }
        }
        assertThat(heirs).hasSizeGreaterThan(15); // all the others, not a neighbour
    }

    @Test
    void hostComes_takesItsShareAndNothingElseMoves() {
        List<Host> more = hosts(20);
        String[] before = owners(more.subList(0, 19));
        String[] after = owners(more);
        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            if (!after[i].equals(before[i])) {
                assertThat(after[i]).isEqualTo(more.get(19).id);
                moved++;
            }
        }
        assertThat(moved / (double) KEYS).isBetween(0.03, 0.07);
    }

    @Test
    void refused_goesToTheNextOnTheRing_whoIsTheHeir() {
        List<Host> all = hosts(10);
        LoadBalancer.Picker picker = new ConsistentHash(0).picker(all);
        for (int key = 0; key < 500; key++) {
            List<String> order = new ArrayList<>();
            for (int refused = 0; refused < 10; refused++) {
                order.add(all.get(pick(picker, key, refused)).id);
            }
            assertThat(order).doesNotHaveDuplicates();
            List<Host> without =
                    all.stream().filter(host -> !host.id.equals(order.get(0))).toList();
            assertThat(without.get(pick(new ConsistentHash(0).picker(without), key, 0)).id)
                    .isEqualTo(order.get(1));
        }
        assertThat(pick(picker, "more often than there are hosts", 12)).isBetween(0, 9);
    }

    @Test
    void tenThousandHosts_allHaveKeys() {
        List<Host> all = hosts(10_000);
        LoadBalancer.Picker picker = new ConsistentHash(0).picker(all);
        int[] keys = new int[all.size()];
        for (int key = 0; key < 1_000_000; key++) {
            keys[pick(picker, key, 0)]++;
        }
        assertThat(IntStream.of(keys).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(10, 350));
    }

    @Test
    void hash_isTheSameInEveryProcess() {
        assertThat(StableHash.of("user-1")).isEqualTo(-1050027814646241835L);
        assertThat(StableHash.ofKey(42)).isEqualTo(-4767286540954276203L);
        assertThat(StableHash.ofKey(42L)).isEqualTo(StableHash.ofKey((byte) 42));
        assertThat(StableHash.ofKey(Status.NOT_FOUND)).isEqualTo(StableHash.of("NOT_FOUND"));
        assertThat(StableHash.ofKey(new UUID(1, 2))).isEqualTo(-2274933249722822011L);
        assertThat(StableHash.ofKey(1.5)).isEqualTo(StableHash.of("1.5"));
        assertThat(StableHash.ofKey(null)).isEqualTo(StableHash.of("null"));
    }

    @Test
    void method_withoutHashKey_isByWeight() {
        LoadBalancer.Picker picker = new ConsistentHash(MethodPolicy.NO_HASH_KEY)
                .picker(List.of(new Host("a:1", 0), new Host("b:1", 1), new Host("c:1", 1)));
        Set<Integer> picked = new HashSet<>();
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            picked.add(picker.pick(new RpcCall(METHOD, new Cluster.Key("same"), CallContext.none()), 0, random));
        }
        assertThat(picked).containsExactlyInAnyOrder(1, 2);
    }
}
