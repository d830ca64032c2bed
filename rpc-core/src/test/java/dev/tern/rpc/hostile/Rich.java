package dev.tern.rpc.hostile;

import dev.tern.rpc.RpcService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** A later version, whose values have more than the bytes of an earlier one tell. */
@RpcService
interface Rich {

    List<Item> get();

    record Item(
            Boolean there,
            List<Long> a,
            Set<Long> b,
            Map<Long, Long> c,
            Set<Long> d,
            SortedSet<Long> e,
            List<Long> f,
            Set<Long> g,
            Set<Long> h,
            Optional<String> i,
            Set<Long> j) {}
}
