package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What is at a registry's path: a directory of instances, or a file that lists them. */
interface Place {

    /**
     * Reads what has changed. After an error what was found before stays.
     *
     * @param sinceLast how long ago the last look was
     * @param regular whether that was long enough for somebody who was writing to get on
     * @throws IOException if it is out of reach
     */
    void look(Duration sinceLast, boolean regular) throws IOException;

    /** Whether there is something to tell. */
    boolean isKnown();

    /** What was found at the last look that succeeded. */
    List<Instance> instances();

    /** How many entries were left out since it was opened. */
    long ignored();
}
