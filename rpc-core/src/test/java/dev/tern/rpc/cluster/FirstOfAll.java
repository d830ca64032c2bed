package dev.tern.rpc.cluster;

import dev.tern.rpc.kernel.LoadBalancer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A strategy as a user writes one: always the first, or what the key says. Counts its pickers. */
public final class FirstOfAll implements LoadBalancer {

    static final AtomicInteger PICKERS = new AtomicInteger();

    @Override
    public String name() {
        return "firstOfAll";
    }

    @Override
    public Picker picker(List<? extends Candidate> endpoints) {
        PICKERS.incrementAndGet();
        return (call, refused, random) -> call.arguments().get(0) instanceof Integer place ? place : 0;
    }
}
