package dev.tern.rpc.observe;

import dev.tern.rpc.Cancellation;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.Completion;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Times calls at the provider, from their arrival. What is refused before it is decoded does not come here.
 *
 * <p>The stage of an asynchronous handler may never complete; its call ends for all that when it is cancelled, and is counted then. For that one object per call is made, for such handlers only.
 */
public final class ServerMetrics implements Filter {

    private final MeterRegistry registry;
    private final LongSupplier nanoTime;

    /**
     * A filter with its meters.
     *
     * @param nanoTime the clock, on the scale of {@link System#nanoTime()}
     */
    public ServerMetrics(MeterRegistry registry, LongSupplier nanoTime) {
        this.registry = registry;
        this.nanoTime = nanoTime;
    }

    /** Times how long admitted calls wait for a thread, nanoseconds. */
    public static LongConsumer waits(MeterRegistry registry) {
        Timer timer = Durations.timer(registry, Measure.SERVER_QUEUE_TIME);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        return new Measured(method, next);
    }

    private final class Measured implements Invoker, Completion {

        private final Durations durations;
        private final Invoker next;

        Measured(MethodDescriptor method, Invoker next) {
            this.durations = new Durations(registry, Measure.SERVER_CALL_DURATION, method);
            this.next = next;
        }

        @Override
        public void invoke(RpcCall call) {
            Cancellation cancellation =
                    call.method().asynchronous() ? call.context().cancellation() : null;
            call.onCompletion(cancellation == null ? this : new Cancellable(call, cancellation, durations));
            next.invoke(call);
        }

        @Override
        public boolean completed(RpcCall call) {
            durations.record(call, nanoTime.getAsLong());
            return true;
        }

        @Override
        public String toString() {
            return "metrics -> " + next;
        }
    }

    /** A call of an asynchronous handler. Counted once, by whichever comes first. */
    private final class Cancellable implements Completion, Cancellation.Listener {

        private final RpcCall call;
        private final Cancellation cancellation;
        private final Durations durations;
        private final AtomicBoolean counted = new AtomicBoolean();

        Cancellable(RpcCall call, Cancellation cancellation, Durations durations) {
            this.call = call;
            this.cancellation = cancellation;
            this.durations = durations;
            cancellation.listen(this);
        }

        @Override
        public boolean completed(RpcCall ended) {
            cancellation.forget(this);
            if (counted.compareAndSet(false, true)) {
                durations.record(ended, nanoTime.getAsLong());
            }
            return true;
        }

        @Override
        public void cancelled(RpcException cause) {
            if (counted.compareAndSet(false, true)) {
                durations.record(cause.status().code(), call, nanoTime.getAsLong());
            }
        }
    }
}
