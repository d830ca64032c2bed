package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code all -> [one that throws, one that remembers]}. */
class PolicyListenersTest {

    private static final MethodDescriptor METHOD = MethodDescriptor.builder("shop.Shop", 0, "read()")
            .arguments(
                    in -> {
                        throw new AssertionError("not read");
                    },
                    (in, plan) -> {
                        throw new AssertionError("not read");
                    });

    @Test
    void all_oneThrows_theOthersHearEveryKindOfEvent() {
        List<String> heard = new ArrayList<>();
        PolicyListener all = PolicyListener.all(List.of(
                listener((name, arguments) -> {
                    throw new IllegalStateException("out of order");
                }),
                listener((name, arguments) -> heard.add(name + arguments))));
        CallInfo.Peer peer = new CallInfo.Peer("10.0.0.1:1", "a");
        RpcException failure = new RpcException(Status.UNAVAILABLE, "gone");

        all.retried(METHOD, PolicyListener.Reason.BUSY, failure);
        all.budgetExhausted(METHOD);
        all.hedged(METHOD);
        all.fellBack(METHOD, failure);
        all.refused(METHOD, PolicySetting.DEADLINE);
        all.breakerChanged(METHOD, peer, "CLOSED", "OPEN", "why");
        all.ejected("shop.Shop", peer, "why");
        all.returned("shop.Shop", peer);
        all.settingRefused("file", "deadline", "-1");

        assertThat(heard)
                .containsExactly(
                        "retried" + List.of(METHOD, PolicyListener.Reason.BUSY, failure),
                        "budgetExhausted" + List.of(METHOD),
                        "hedged" + List.of(METHOD),
                        "fellBack" + List.of(METHOD, failure),
                        "refused" + List.of(METHOD, PolicySetting.DEADLINE),
                        "breakerChanged" + List.of(METHOD, peer, "CLOSED", "OPEN", "why"),
                        "ejected" + List.of("shop.Shop", peer, "why"),
                        "returned" + List.of("shop.Shop", peer),
                        "settingRefused" + List.of("file", "deadline", "-1"));
        assertThat(heard)
                .hasSize(Arrays.stream(PolicyListener.class.getMethods())
                        .filter(Method::isDefault)
                        .toList()
                        .size());
    }

    private interface Heard {
        void event(String name, List<Object> arguments);
    }

    private static PolicyListener listener(Heard heard) {
        return (PolicyListener) Proxy.newProxyInstance(
                PolicyListener.class.getClassLoader(),
                new Class<?>[] {PolicyListener.class},
                (proxy, method, arguments) -> {
                    if (method.isDefault()) {
                        heard.event(method.getName(), List.of(arguments));
                        return null;
                    }
                    return method.getName(); // toString, for the log
                });
    }
}
