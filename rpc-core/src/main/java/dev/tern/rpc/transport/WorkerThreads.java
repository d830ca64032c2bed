package dev.tern.rpc.transport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Threads that run users' code: virtual ones where the JDK has them (21 and later), else a bounded pool. */
public final class WorkerThreads {

    private static final @Nullable MethodHandle VIRTUAL_FACTORY = virtualFactory();

    private WorkerThreads() {}

    /** Whether {@link #start} makes virtual threads. */
    public static boolean virtual() {
        return VIRTUAL_FACTORY != null;
    }

    /** A size of the bounded pool that is ample for callbacks, which should not block. */
    public static int forCallbacks() {
        return Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
    }

    /**
     * Starts an executor.
     *
     * @param name the prefix of the threads' names
     * @param poolSize the most threads of the bounded pool
     */
    public static ExecutorService start(String name, int poolSize) {
        MethodHandle factory = VIRTUAL_FACTORY;
        if (factory != null) {
            return perTask(factory, name);
        }
        AtomicInteger number = new AtomicInteger();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new ForkJoinPool(
                poolSize,
                pool -> {
                    ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName(name + "-" + number.incrementAndGet());
                    thread.setContextClassLoader(loader);
                    return thread;
                },
                null,
                true, // first in, first out, as calls are
                0,
                poolSize, // no more in place of those that block
                1,
                pool -> true, // who would need one more just blocks
                60,
                TimeUnit.SECONDS);
    }

    private static ExecutorService perTask(MethodHandle factory, String name) {
        try {
            ThreadFactory threads = (ThreadFactory) factory.invoke(name + "-");
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class, ThreadFactory.class))
                    .invoke(threads);
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads cannot be made", e);
        }
    }

    /** {@code name -> Thread.ofVirtual().name(name, 0).factory()}, which JDK 17 cannot be asked for by its name; null where it is not there. */
    private static @Nullable MethodHandle virtualFactory() {
        if (Runtime.version().feature() < 21) {
            return null;
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            MethodHandle begin = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual));
            MethodHandle name =
                    lookup.findVirtual(ofVirtual, "name", MethodType.methodType(ofVirtual, String.class, long.class));
            MethodHandle factory = lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
            MethodHandle numberedFrom0 = MethodHandles.insertArguments(name, 2, 0L); // (builder, name) -> builder
            MethodHandle named = MethodHandles.foldArguments(numberedFrom0, begin); // (name) -> builder
            return MethodHandles.filterReturnValue(
                    named, factory.asType(MethodType.methodType(ThreadFactory.class, ofVirtual)));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
