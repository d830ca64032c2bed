package dev.tern.rpc.hostile;

import dev.tern.rpc.RpcService;
import java.util.List;
import java.util.Map;

/** A contract before it evolved. */
@RpcService
interface Old {

    Item get(Item item, int amount);

    record Item(
            int number,
            short small,
            float part,
            String name,
            String gone,
            List<Integer> sizes,
            Part[] parts,
            Kind kind) {}

    record Part(int id, String text, Item inside) {}

    enum Kind {
        A,
        B,
        GONE
    }

    /** Everything. */
    Map<String, List<Item>> all(Map<String, List<Item>> items);
}
