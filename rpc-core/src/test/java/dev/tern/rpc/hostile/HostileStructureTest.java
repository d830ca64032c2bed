package dev.tern.rpc.hostile;

import static dev.tern.rpc.hostile.HostileBodyTest.concat;
import static dev.tern.rpc.hostile.HostileBodyTest.filling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractStruct.Property;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractType.Container;
import dev.tern.rpc.contract.ContractType.Named;
import dev.tern.rpc.hostile.Kinds.Graph;
import dev.tern.rpc.hostile.Kinds.Group;
import dev.tern.rpc.hostile.Kinds.Key;
import dev.tern.rpc.hostile.Kinds.Keys;
import dev.tern.rpc.hostile.Kinds.Nothing;
import dev.tern.rpc.hostile.Kinds.Shape;
import dev.tern.rpc.hostile.Kinds.Sorted;
import dev.tern.rpc.hostile.Kinds.Tree;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that are deep in each other, and keys that collide: refused or read in a time like any other, on a thread with a usual stack. */
@Timeout(20) // each takes less than a second; what is quadratic takes minutes
class HostileStructureTest {

    private static final ServiceDescriptor SERVICE = Body.service(Kinds.class);
    private static final int MANY = 100_000;

    private static Body result(String method) {
        return Body.of(SERVICE).stream()
                .filter(body -> body.name().equals(method + " result"))
                .findFirst()
                .orElseThrow();
    }

    // ---------------------------------------------------------------- depth

    @Test
    void treeBeyondTheDepth_isRefused() {
        assertThatThrownBy(() -> result("tree").read(concat(new byte[] {1}, filling(4, MANY))))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("depth: 65 (expected: at most 64, set by maxDepth)");
    }

    static List<Object> deepValues() {
        int depth = BodyLimits.MAX_DEPTH;
        Object tree = null;
        Object inList = null;
        Object graph = null;
        Shape group = null;
        for (int i = 0; i < depth; i++) {
            tree = new Tree(null, null, (Tree) tree);
            inList = new Tree(null, inList == null ? null : List.of((Tree) inList), null);
            graph = new Graph(null, null, graph == null ? null : Collections.singleton((Graph) graph));
            group = new Group(group == null ? null : List.of(group), null);
        }
        return List.of(tree, inList, graph, List.of(group));
    }

    /** Also where a value is a key, so that its hash code goes as deep. */
    @ParameterizedTest
    @MethodSource("deepValues")
    void value_asDeepAsCanBeSet_isWrittenAndRead(Object value) {
        Body body = result(value instanceof Tree ? "tree" : value instanceof Graph ? "graph" : "shapes");
        BodyLimits limits = new BodyLimits(BodyLimits.MAX_DEPTH, 1_000_000);
        RpcOutput out = new RpcOutput(64, Integer.MAX_VALUE);
        out.limits(limits);
        body.writer().write(out, value);
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        in.limits(limits);
        Object read = body.reader().read(in);
        in.expectEnd();
        assertThat(read).isNotNull();
    }

    @Test
    void typesOfAnotherContract_deepInEachOther_areSkippedAsDeepAsIsAllowed() {
        Body body = nothings(5000, 0, "java.util.List");
        assertThat(body.read(concat(new byte[] {1, 2}, filling(1, 60), new byte[] {0})))
                .isEqualTo(List.of(new Nothing()));
        assertThatThrownBy(() -> body.read(concat(new byte[] {1, 2}, filling(1, 4000), new byte[] {0})))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("depth: 65");
    }

    @Test
    void typesOfAnotherContract_deepInContainersOfContainers_areSkippedWithoutOverflow() {
        Body body = nothings(100, 50, "java.util.List");
        byte[] level = concat(new byte[] {1}, filling(2, 50));
        byte[] deep = new byte[] {1, 2};
        for (int i = 0; i < 99; i++) {
            deep = concat(deep, level);
        }
        byte[] bytes = deep;
        assertThatThrownBy(() -> body.read(bytes)).isInstanceOf(DecodingException.class);
    }

    @Test
    void typesOfAnotherContract_deepInOptionals_areSkippedWithoutOverflow() {
        Body body = nothings(100, 60, "java.util.Optional");
        assertThatThrownBy(() -> body.read(concat(new byte[] {1, 2}, filling(1, 6000))))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("more than 1000");
    }

    /** Reads what a side sends whose Nothing has a property of a struct in a struct in a struct, each in lists of lists. */
    private static Body nothings(int depth, int lists, String container) {
        Contract ours = SERVICE.contract().get();
        List<ContractStruct> structs = new ArrayList<>();
        for (ContractStruct struct : ours.structs()) {
            structs.add(
                    struct.name().endsWith("Nothing")
                            ? new ContractStruct(struct.name(), List.of(new Property("p", new Named("C0"))))
                            : struct);
        }
        for (int i = 0; i < depth; i++) {
            ContractType next = new Named("C" + (i + 1));
            for (int list = 0; list < lists; list++) {
                next = new Container(container, List.of(next));
            }
            structs.add(new ContractStruct("C" + i, List.of(new Property("p", next))));
        }
        structs.add(new ContractStruct("C" + depth, List.of()));
        Contract theirs =
                new Contract(ours.service(), ours.methods(), structs, ours.enums(), ours.unions(), ours.details());
        return ResolvingFuzzTest.bodies(SERVICE, ContractText.parse(ContractText.write(theirs))).stream()
                .filter(body -> body.name().equals("nothings result"))
                .findFirst()
                .orElseThrow();
    }

    /** What an earlier version does not send is made here for each object, for as many as the body has bytes. */
    @Test
    void smallestValues_ofAnEarlierVersion_makeNoMoreCollectionsThanTheBodyHasBytes() {
        ServiceDescriptor lean = Body.service(Lean.class);
        Body body = ResolvingFuzzTest.bodies(
                        Body.service(Rich.class), lean.contract().get())
                .stream()
                .filter(candidate -> candidate.name().equals("get result"))
                .findFirst()
                .orElseThrow();
        byte[] few = concat(new byte[] {1}, new byte[] {(byte) (100 << 1 | 0x80), 1}, new byte[100]);
        assertThat((List<?>) body.read(few)).hasSize(100);

        byte[] many = concat(new byte[] {1}, new byte[] {(byte) 0xc0, (byte) 0x9a, 0x0c}, new byte[MANY]);
        assertThatThrownBy(() -> body.read(many))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("collections that the writer's version does not have");
        HostileBodyTest.attempt(body, many, 140);
    }

    // ---------------------------------------------------------------- keys

    private static <T> Set<T> identities(List<T> elements) {
        Set<T> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(elements);
        return set;
    }

    private static <T> Map<T, Integer> numbered(List<T> keys) {
        Map<T, Integer> map = new IdentityHashMap<>();
        keys.forEach(key -> map.put(key, 1));
        return map;
    }

    private static String colliding(int i) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 17; bit++) {
            text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    static List<Keys> collidingKeys() {
        List<Key> records = new ArrayList<>();
        Map<List<Integer>, Nothing> lists = new IdentityHashMap<>();
        for (int i = 0; i < MANY; i++) {
            records.add(new Key(i, -31 * i));
            lists.put(List.of(i, -31 * i), new Nothing());
        }
        return List.of(
                new Keys(numbered(records), null, null, null, null, null),
                new Keys(null, identities(records), null, null, null, null),
                new Keys(null, null, null, null, null, lists));
    }

    @ParameterizedTest
    @MethodSource("collidingKeys")
    void keysOfOneHashCode_byTheHundredThousand_areRefused(Keys keys) {
        byte[] bytes = result("keys").write(keys);
        assertThat(bytes).hasSizeLessThan(4 << 20);
        assertThatThrownBy(() -> result("keys").read(bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("hash code");
    }

    /** A table puts texts of one hash code in their order. */
    @Test
    void textsOfOneHashCode_byTheHundredThousand_areReadAsQuicklyAsOthers() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            texts.add(colliding(i));
        }
        byte[] bytes = result("keys").write(new Keys(null, null, numbered(texts), identities(texts), null, null));
        assertThat(((Keys) result("keys").read(bytes)).texts()).hasSize(MANY);
    }

    @Test
    void keysOfOnePlaceInTheTable_byTheHundredThousand_areReadAsQuicklyAsOthers() {
        List<Key> records = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            records.add(new Key(0, i << 18 | i >>> 14)); // other hash codes, of which a table looks at the same bits
        }
        Keys keys = new Keys(numbered(records), null, null, null, null, null);
        assertThat(((Keys) result("keys").read(result("keys").write(keys))).byKey())
                .hasSize(MANY);
    }

    @Test
    void numbersOfMegabytes_inASortedSet_areComparedQuickly() {
        BigInteger large = BigInteger.ONE.shiftLeft(8 * 1_000_000).subtract(BigInteger.ONE);
        TreeSet<BigDecimal> decimals = new TreeSet<>();
        decimals.add(new BigDecimal(large, 3));
        decimals.add(new BigDecimal(large.subtract(BigInteger.ONE), 3_000));
        decimals.add(new BigDecimal(large.subtract(BigInteger.TWO), Integer.MAX_VALUE));
        byte[] bytes = result("sorted").write(new Sorted(null, null, null, decimals, null, null));
        assertThat(bytes).hasSizeLessThan(4 << 20);
        assertThat(((Sorted) result("sorted").read(bytes)).decimals()).hasSize(3);
    }
}
