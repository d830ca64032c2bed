package dev.tern.rpc.registry.file;

import java.time.Duration;
import java.util.ArrayDeque;

/** A loop on the test's thread; turns that come each second are the test's affair. */
final class ManualLoop implements Loop {

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void repeat(Duration pause, Runnable task) {}

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public boolean end(Runnable last, Duration limit) {
        run();
        last.run();
        return true;
    }

    void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
