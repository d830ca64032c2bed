package dev.tern.rpc.e2e;

import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client and a server hold of calls that are under way. Nobody but a test has to know, so that there is no way to ask but reflection. */
final class Insides {

    private Insides() {}

    /** What the client still has of its calls, by name; all 0 when none is under way. A glimpse: what was read may have changed. */
    static Map<String, Integer> of(RpcClient client) {
        Map<String, Integer> held = new LinkedHashMap<>();
        int number = 0;
        for (Object connection : connections(client)) {
            String name = "connection " + number++;
            held.put(name + " outstanding", ((AtomicInteger) field(connection, "outstanding")).get());
            held.put(name + " pending", (Integer) invoke(field(connection, "pending"), "count"));
        }
        return held;
    }

    /** The client's open connections. */
    static Collection<?> connections(RpcClient client) {
        return (Collection<?>) field(field(client, "connections"), "live");
    }

    /** What the server still has of the calls that it got, by name; all 0 when none is under way. */
    static Map<String, Integer> of(RpcServer server) {
        Object core = field(server, "core");
        Map<String, Integer> held = new LinkedHashMap<>();
        held.put("admitted", (Integer) invoke(field(core, "admission"), "underWay"));
        int number = 0;
        for (Object connection : (Collection<?>) field(core, "connections")) {
            String name = "connection " + number++;
            held.put(name + " running", (Integer) invoke(connection, "running"));
            held.put(name + " under way", ((Map<?, ?>) field(connection, "underWay")).size());
            held.put(name + " arriving", (Boolean) invoke(field(connection, "arriving"), "isEmpty") ? 0 : 1);
        }
        return held;
    }

    private static Object field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(owner.getClass() + " has no field '" + name + "' any more", e);
        }
    }

    private static Object invoke(Object owner, String name) {
        try {
            Method method = owner.getClass().getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(owner.getClass() + " has no method '" + name + "' any more", e);
        }
    }
}
