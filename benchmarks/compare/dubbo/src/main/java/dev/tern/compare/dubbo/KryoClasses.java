package dev.tern.compare.dubbo;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.util.List;
import org.apache.dubbo.common.serialize.kryo.utils.KryoUtils;

/**
 * Registers the application's classes with Dubbo's Kryo, once per process, as its documentation advises for speed. Not through the documented
 * {@code SerializationOptimizer}: that keeps the classes in a {@code HashMap}, so that two processes number them differently every now and then.
 */
final class KryoClasses {

    static {
        List.of(User.class, Page.class).forEach(KryoUtils::register);
    }

    private KryoClasses() {}

    /** To be called before anything is serialized. */
    static void register() {}
}
