package shop;

import dev.tern.rpc.*;
import java.time.*;
import java.util.*;

@RpcService
interface Good {

    void put(SortedSet<Order> orders, List<Map<ZoneId, String>> zones, SortedMap<ZoneOffset, ZoneId> offsets);

    record Order(long id) implements Comparable<Order> {
        @Override
        public int compareTo(Order other) {
            return Long.compare(id, other.id);
        }
    }
}
