package dev.tern.rpc.server;

import dev.tern.rpc.registry.RegistryUri;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The host by which consumers are told to reach this machine: what is configured; else the address the server listens on, if it is a particular one; else the one from which this machine
 * would itself reach the registry. The first of several network interfaces, which many frameworks take, is often the wrong one.
 *
 * @param text a name, an IPv4 address, or an IPv6 address in brackets
 * @param reason why it was chosen, for the log
 * @param doubtful whether consumers on other machines can hardly reach it
 */
record AdvertisedHost(String text, String reason, boolean doubtful) {

    /** The setting's name in the system properties; in the environment it is {@code TERN_SERVER_ADVERTISEDHOST}. */
    static final String PROPERTY = "tern.server.advertisedHost";

    private static final String INTERFACE = "interface:";
    private static final Comparator<InetAddress> IPV4_FIRST =
            Comparator.comparing(address -> !(address instanceof Inet4Address));
    private static final int ANY_PORT = 9; // UDP's discard, to which nothing is sent

    /** What system properties or the environment say, the properties first; null if they say nothing. */
    static @Nullable String configured(Properties properties, Map<String, String> environment) {
        String property = properties.getProperty(PROPERTY);
        return property != null
                ? property
                : environment.get(PROPERTY.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"));
    }

    /**
     * Chooses.
     *
     * @param setting an address or a name, {@code interface:eth0}, or ranges by preference, {@code 10.0.0.0/8,192.168.0.0/16}; null unless configured
     * @param listening what the server listens on
     * @param registry null if it registers nowhere
     * @param machine is asked only if the choice depends on it
     * @throws IllegalArgumentException if the setting fits no address of the machine
     */
    static AdvertisedHost choose(
            @Nullable String setting, String listening, @Nullable RegistryUri registry, Supplier<Machine> machine) {
        boolean everywhere = listening.equals("0.0.0.0") || listening.equals("::") || listening.equals("[::]");
        if (setting != null) {
            AdvertisedHost chosen = configured(setting.strip(), machine);
            return everywhere || bracketed(listening).equals(chosen.text)
                    ? chosen
                    : new AdvertisedHost(
                            chosen.text,
                            chosen.reason + "; note that it listens on " + listening + " only",
                            chosen.doubtful);
        }
        if (!everywhere) {
            return new AdvertisedHost(bracketed(listening), "the server listens on it", false);
        }
        if (registry == null || registry.scheme().equals("memory")) {
            return loopback(
                    registry == null ? "there is no registry" : "the registry is inside of this process", false);
        }
        return registry.authority().isEmpty()
                ? withoutRoute("the registry has no host", false, machine.get())
                : towards(registry, machine.get());
    }

    private static AdvertisedHost configured(String setting, Supplier<Machine> machine) {
        if (setting.startsWith(INTERFACE)) {
            return ofInterface(setting.substring(INTERFACE.length()), machine.get());
        }
        if (setting.indexOf('/') >= 0) {
            return ofRanges(setting, machine.get());
        }
        if (!setting.matches("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?")) {
            throw new IllegalArgumentException(
                    "advertisedHost: '" + setting
                            + "' (expected: an address or a name without port, interface:eth0, or ranges such as 10.0.0.0/8,fd00::/8)");
        }
        return new AdvertisedHost(bracketed(setting), "it is configured", false);
    }

    private static AdvertisedHost ofInterface(String name, Machine machine) {
        return machine.interfaces().stream()
                .filter(each -> each.name().equals(name))
                .flatMap(each -> each.addresses().stream())
                .filter(address -> !address.isLinkLocalAddress())
                .min(IPV4_FIRST)
                .map(address ->
                        new AdvertisedHost(text(address), "it is that of interface " + name + ", as configured", false))
                .orElseThrow(() -> nothingFits(INTERFACE + name, machine));
    }

    private static AdvertisedHost ofRanges(String ranges, Machine machine) {
        List<Cidr> parsed = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            parsed.add(Cidr.parse(range.strip()));
        }
        for (Cidr range : parsed) {
            for (Machine.Interface each : machine.interfaces()) {
                for (InetAddress address : each.addresses()) {
                    if (range.contains(address)) {
                        return new AdvertisedHost(
                                text(address),
                                "it is in " + ranges + ", as configured, on interface " + each.name(),
                                false);
                    }
                }
            }
        }
        throw nothingFits(ranges, machine);
    }

    private static IllegalArgumentException nothingFits(String setting, Machine machine) {
        return new IllegalArgumentException(
                "advertisedHost: '" + setting + "' (expected: what fits an address of this machine: " + machine + ")");
    }

    /**
     * The first local end that other machines can use. Loopback only if a host of the registry is written as such: a name that leads there is often this machine's own, which consumers
     * elsewhere know by another address.
     */
    private static AdvertisedHost towards(RegistryUri registry, Machine machine) {
        AdvertisedHost loopback = null;
        String trouble = "";
        for (String place : registry.authority().split(",")) {
            String host = host(place);
            try {
                for (InetAddress end : machine.routes().towards(host, port(place))) {
                    if (end.isLoopbackAddress() && isLoopback(host)) {
                        loopback = new AdvertisedHost(text(end), "the registry's host " + host + " is loopback", false);
                    } else if (end.isLoopbackAddress()) {
                        trouble = ": " + host + " leads to loopback";
                    } else if (!end.isLinkLocalAddress()) {
                        return new AdvertisedHost(
                                text(end), "the way to the registry's host " + host + " begins there", false);
                    }
                }
            } catch (IOException e) {
                trouble = ": " + e.getMessage();
            }
        }
        return loopback != null
                ? loopback
                : withoutRoute("no way to the registry " + registry + " is known" + trouble, true, machine);
    }

    private static AdvertisedHost withoutRoute(String reason, boolean doubtful, Machine machine) {
        return machine.interfaces().stream()
                .flatMap(each -> each.addresses().stream().map(address -> Map.entry(each, address)))
                .filter(each ->
                        !each.getValue().isLoopbackAddress() && !each.getValue().isLinkLocalAddress())
                .min(Comparator.comparing((Map.Entry<Machine.Interface, InetAddress> each) ->
                                !each.getKey().direct())
                        .thenComparing(Map.Entry::getValue, IPV4_FIRST))
                .map(each -> new AdvertisedHost(
                        text(each.getValue()),
                        reason + ", and it is the first address others may reach, on interface "
                                + each.getKey().name(),
                        false))
                .orElseGet(() -> loopback(reason + ", and this machine has no other address", doubtful));
    }

    private static AdvertisedHost loopback(String reason, boolean doubtful) {
        return new AdvertisedHost("127.0.0.1", reason, doubtful);
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}|(0*:)+0*1");
    }

    /** Of {@code host:port}, {@code [IPv6]:port} or a host alone. */
    private static String host(String place) {
        if (place.startsWith("[")) {
            return place.substring(1, Math.max(place.indexOf(']'), 1));
        }
        int colon = place.lastIndexOf(':');
        return colon > 0 && colon == place.indexOf(':') ? place.substring(0, colon) : place;
    }

    private static int port(String place) {
        String port = place.substring(place.lastIndexOf(':') + 1);
        return port.matches("[1-9]\\d{0,3}|[1-5]\\d{4}") ? Integer.parseInt(port) : ANY_PORT;
    }

    private static String text(InetAddress address) {
        return bracketed(address.getHostAddress().replaceFirst("%.*", ""));
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return text + ": " + reason;
    }
}
