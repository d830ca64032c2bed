package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;

/** Finds a method's strategy by its name: one of the built-in ones, or a user's. */
final class Strategies {

    private static final List<String> BUILT_IN = List.of(
            LoadBalance.POWER_OF_TWO,
            LoadBalance.ROUND_ROBIN,
            LoadBalance.WEIGHTED_RANDOM,
            LoadBalance.LEAST_ACTIVE,
            LoadBalance.CONSISTENT_HASH);

    private Strategies() {}

    /**
     * A strategy of the method's own.
     *
     * @throws IllegalArgumentException if nobody knows the name that its policy gives
     */
    static LoadBalancer of(MethodDescriptor method, RandomGenerator random) {
        String name = method.policy().loadBalance();
        return switch (name) {
            case LoadBalance.POWER_OF_TWO -> new PowerOfTwo();
            case LoadBalance.ROUND_ROBIN -> new RoundRobin(random.nextInt());
            case LoadBalance.WEIGHTED_RANDOM -> new WeightedRandom();
            case LoadBalance.LEAST_ACTIVE -> new LeastActive();
            case LoadBalance.CONSISTENT_HASH ->
                new ConsistentHash(method.policy().hashKey());
            default -> ofUser(name, method);
        };
    }

    private static LoadBalancer ofUser(String name, MethodDescriptor method) {
        List<String> known = new ArrayList<>(BUILT_IN);
        for (LoadBalancer strategy : ServiceLoader.load(LoadBalancer.class)) {
            if (strategy.name().equals(name)) {
                return strategy;
            }
            known.add(strategy.name());
        }
        throw new IllegalArgumentException(method + ": " + PolicySetting.LOAD_BALANCE + ": '" + name
                + "' (expected: one of "
                + String.join(", ", known) + "; others are found by ServiceLoader as " + LoadBalancer.class.getName()
                + ")");
    }
}
