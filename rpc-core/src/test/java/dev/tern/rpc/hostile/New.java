package dev.tern.rpc.hostile;

import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.RpcUnknown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The same contract after it evolved: properties are added, removed, widened and renamed, constants too. */
@RpcService
interface New {

    Item get(Item item, long amount, @RpcDefault("7") int added);

    record Item(
            long number,
            int small,
            double part,
            @RpcAlias("name") String title,
            List<Long> sizes,
            Part[] parts,
            Kind kind,
            int zero,
            @RpcDefault("42") Integer answer,
            Long nothing,
            @RpcDefault("text") String text,
            List<Part> none,
            Set<String> noneEither,
            Map<String, Part> noMap,
            Optional<String> empty,
            @RpcDefault("B") Kind chosen) {}

    record Part(long id, String text, Item inside) {}

    enum Kind {
        A,
        B,
        @RpcUnknown
        OTHER
    }

    /** Everything. */
    Map<String, List<Item>> all(Map<String, List<Item>> items);
}
