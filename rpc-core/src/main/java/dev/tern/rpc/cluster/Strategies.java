package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a method's strategy by its name: one of the built-in ones, or a user's. */
public final class Strategies {

    private static final Logger log = LoggerFactory.getLogger(Strategies.class);

    private static final List<String> BUILT_IN = List.of(
            LoadBalance.POWER_OF_TWO,
            LoadBalance.ROUND_ROBIN,
            LoadBalance.WEIGHTED_RANDOM,
            LoadBalance.LEAST_ACTIVE,
            LoadBalance.CONSISTENT_HASH);

    private static final int MOST_TRIES = 1000; // of those that cannot be made

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

    /** The names that there are: those of the built-in ones, and of those that a {@link ServiceLoader} finds. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(BUILT_IN);
        found().forEach(strategy -> names.add(strategy.name()));
        return names;
    }

    /** Users' strategies; one that cannot be made is not among them. */
    private static List<LoadBalancer> found() {
        List<LoadBalancer> found = new ArrayList<>();
        Iterator<LoadBalancer> all = ServiceLoader.load(LoadBalancer.class).iterator();
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                found.add(all.next());
            } catch (ServiceConfigurationError e) {
                log.warn("a load balancer cannot be used", e);
            }
        }
        return found;
    }

    private static LoadBalancer ofUser(String name, MethodDescriptor method) {
        for (LoadBalancer strategy : found()) {
            if (strategy.name().equals(name)) {
                return strategy;
            }
        }
        throw new IllegalArgumentException(method + ": " + PolicySetting.LOAD_BALANCE + ": '" + name
                + "' (expected: one of "
                + String.join(", ", names()) + "; others are found by ServiceLoader as "
                + LoadBalancer.class.getName() + ")");
    }
}
