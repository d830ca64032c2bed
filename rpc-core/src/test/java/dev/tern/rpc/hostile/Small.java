package dev.tern.rpc.hostile;

import dev.tern.rpc.RpcService;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.ZonedDateTime;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/** A contract of lists of values that can take few bytes and much memory. */
@RpcService
interface Small {

    List<String> smallTexts();

    List<List<Long>> smallLists();

    List<Set<Long>> smallSets();

    List<SortedSet<Long>> smallSortedSets();

    List<Deque<Long>> smallDeques();

    List<Map<Long, Long>> smallMaps();

    List<SortedMap<Long, Long>> smallSortedMaps();

    List<int[]> smallArrays();

    List<URI> smallUris();

    List<ByteBuffer> smallBuffers();

    List<BigDecimal> smallDecimals();

    List<BigInteger> smallIntegers();

    List<ZonedDateTime> smallZoned();

    List<Optional<Optional<String>>> smallOptionals();

    List<Eight> smallEights();

    List<One> smallOnes();

    /** As many references as one byte of null bits has. */
    record Eight(
            Set<Long> a,
            Set<Long> b,
            SortedSet<Long> c,
            SortedSet<Long> d,
            Map<Long, Long> e,
            Map<Long, Long> f,
            Set<Long> g,
            Set<Long> h) {}

    /** One reference. */
    record One(Set<Long> a) {}
}
