package dev.tern.samples.shop.load;

import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.load.CallRecord.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A consumer of this process that notes call after call in the providers' ledgers. No call has the number of another. */
public final class LedgerLoad implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(30);
    private static final AtomicLong LAST = new AtomicLong();

    private final Callers callers;
    private final Duration deadline;
    private final RpcClient client;
    private final LedgerService ledger;
    private final LedgerServiceAsync ledgerAsync;

    /** A consumer whose calls have this deadline, and are noted by the callers. */
    public LedgerLoad(Callers callers, String registry, Duration deadline) throws InterruptedException {
        this.callers = callers;
        this.deadline = deadline;
        client = RpcClient.builder().application("load").registry(registry).build();
        ledger = client.refer(LedgerService.class, options -> options.deadline("note", deadline));
        ledgerAsync = client.refer(LedgerServiceAsync.class, options -> options.deadline("note", deadline));
        client.awaitReady(LedgerService.class, READY);
        client.awaitReady(LedgerServiceAsync.class, READY);
    }

    /** Makes a synchronous call. */
    public void sync() {
        callers.sync(Kind.WRITE, deadline, () -> ledger.note(LAST.incrementAndGet()));
    }

    /** Begins an asynchronous call and does not wait for it. */
    public void async() {
        callers.async(Kind.WRITE_ASYNC, deadline, () -> ledgerAsync.note(LAST.incrementAndGet()));
    }

    /** Waits at most five seconds for the calls that are under way. */
    @Override
    public void close() {
        client.close();
    }
}
