package dev.tern.rpc.settings;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that does something each second; what the task throws is logged, and it goes on. */
final class EverySecond {

    private static final Logger LOG = LoggerFactory.getLogger(EverySecond.class);

    private final Runnable task;
    private final CountDownLatch closed = new CountDownLatch(1);

    private EverySecond(Runnable task) {
        this.task = task;
    }

    static Poller.Running start(String threadName, Runnable task) {
        EverySecond polling = new EverySecond(task);
        Thread thread = new Thread(polling::run, threadName);
        thread.setDaemon(true);
        thread.start();
        return polling.closed::countDown;
    }

    private void run() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                runTask();
            }
        } catch (InterruptedException e) {
            LOG.warn(
                    "{} was interrupted: files of settings are not looked at any more",
                    Thread.currentThread().getName());
        }
    }

    private void runTask() {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // users' code may run in it, and the next change must be seen
            LOG.warn("files of settings could not be looked at", e);
        }
    }
}
