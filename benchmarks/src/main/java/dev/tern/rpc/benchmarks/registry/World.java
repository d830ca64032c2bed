package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who provides and who consumes what, so that all processes agree. Applications, services and consumers are numbers from 0.
 *
 * @param applications each provides the same number of services
 * @param services in all
 * @param consumers in all
 * @param each how many services a consumer subscribes to, at equal distances; so each application is watched by the same number of consumers
 */
record World(int applications, int services, int consumers, int each) {

    World {
        if (applications < 1 || services % applications != 0) {
            throw new IllegalArgumentException(
                    "--services: " + services + " (expected: a multiple of --applications, " + applications + ")");
        }
        if (each < 1 || services % each != 0 || consumers % (services / each) != 0) {
            throw new IllegalArgumentException("--services-per-consumer: " + each
                    + " (expected: a divisor of --services, " + services
                    + ", such that --consumers, " + consumers + ", is a multiple of the quotient)");
        }
    }

    static World parse(String text) {
        int[] parts =
                List.of(text.split(",")).stream().mapToInt(Integer::parseInt).toArray();
        return new World(parts[0], parts[1], parts[2], parts[3]);
    }

    String format() {
        return applications + "," + services + "," + consumers + "," + each;
    }

    String application(int application) {
        return String.format("app-%03d", application);
    }

    String service(int service) {
        return String.format("com.example.shop.app%03d.OrderService%d", applicationOf(service), service);
    }

    int applicationOf(int service) {
        return service / (services / applications);
    }

    /** The services that an application provides. */
    List<ProvidedService> provided(int application) {
        int count = services / applications;
        return IntStream.range(application * count, (application + 1) * count)
                .mapToObj(service -> new ProvidedService(service(service), "", "", 0x5eed_0000_0000L + service))
                .toList();
    }

    /** The services that a consumer subscribes to. */
    int[] subscribed(int consumer) {
        int distance = services / each;
        return IntStream.range(0, each)
                .map(index -> consumer % distance + index * distance)
                .toArray();
    }

    /** How many subscriptions an application's change reaches. */
    int subscriptions(int application) {
        return (int) IntStream.range(0, consumers)
                .flatMap(consumer -> IntStream.of(subscribed(consumer)))
                .filter(service -> applicationOf(service) == application)
                .count();
    }

    /** An instance as the measurements register them in numbers; the next generation is another process. */
    Instance instance(int application, int generation, int index) {
        return made(application, application(application) + "-g" + generation + "-" + index, index);
    }

    /** An instance whose changes are measured one by one. */
    Instance probe(int application, int number) {
        return made(application, application(application) + "-probe-" + number, 60_000 + number);
    }

    static boolean isProbe(Instance instance) {
        return instance.id().contains("-probe-");
    }

    private Instance made(int application, String id, int index) {
        String address = "10." + application % 250 + "." + index / 250 + "." + index % 250 + ":20880";
        return Instance.of(id, application(application), address, provided(application));
    }
}
