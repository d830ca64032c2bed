package dev.tern.compare.dubbo;

import java.util.Collection;
import java.util.List;
import org.apache.dubbo.common.serialize.support.SerializationOptimizer;
import dev.tern.compare.Page;
import dev.tern.compare.User;

/** What dubbo's documentation recommends for kryo: register the application's classes. */
public final class Optimizer implements SerializationOptimizer {
    @Override
    public Collection<Class<?>> getSerializableClasses() {
        return List.of(User.class, Page.class);
    }
}
