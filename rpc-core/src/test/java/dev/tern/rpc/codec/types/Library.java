package dev.tern.rpc.codec.types;

import dev.tern.rpc.RpcService;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.Month;
import java.time.MonthDay;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

@RpcService
public interface Library {

    Everything echo(Everything value);

    SortedSet<String> sorted(SortedSet<String> value);

    SortedMap<Integer, List<String>> sortedMap(SortedMap<Integer, List<String>> value);

    Deque<Integer> deque(Deque<Integer> value);

    URI uri(URI value);

    ByteBuffer buffer(ByteBuffer value);

    Immutable immutable(Immutable value);

    Arrays arrays(Arrays value);

    record Everything(
            URI uri,
            ByteBuffer buffer,
            SortedSet<Instant> instants,
            SortedMap<MonthDay, URI> byDay,
            Deque<ByteBuffer> buffers,
            DayOfWeek day,
            Month month,
            SortedMap<Month, SortedSet<DayOfWeek>> days) {}

    record Immutable(List<String> list, Set<Long> set, Map<String, URI> map, Collection<Integer> collection) {}

    record Arrays(
            int[][] ints,
            long[][][] longs,
            byte[][] bytes,
            boolean[][] flags,
            String[][] texts,
            List<String>[][] lists,
            Integer[][] boxes,
            DayOfWeek[][] days,
            SortedSet<String>[] sets,
            char[][] chars,
            double[][] doubles,
            URI[] uris) {}
}
