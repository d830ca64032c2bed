package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The name of the node that an instance has under each of its interfaces: an encoded URL with what Dubbo 3 writes there, some 600 characters. */
final class ProviderUrl {

    private ProviderUrl() {}

    static String format(Instance instance, ProvidedService service) {
        String url = "dubbo://" + instance.addresses().get(Instance.RPC_ADDRESS) + "/" + service.name()
                + "?anyhost=true&application=" + instance.application()
                + "&background=false&deprecated=false&dubbo=2.0.2&dynamic=true&generic=false&interface="
                + service.name()
                + "&methods=findOrder,listOrders,placeOrder,cancelOrder,payOrder"
                + "&pid=" + (10_000 + Math.floorMod(instance.id().hashCode(), 50_000))
                + "&prefer.serialization=fastjson2,hessian2&release=3.2.11&revision=1.0.0"
                + "&service-name-mapping=true&side=provider&threads=200&timeout=1000&timestamp=1700000000000"
                + "&instance=" + instance.id() + "&weight=" + instance.weight();
        return URLEncoder.encode(url, StandardCharsets.UTF_8);
    }

    static Instance parse(String node, ProvidedService service) {
        String url = URLDecoder.decode(node, StandardCharsets.UTF_8);
        int start = url.indexOf("://") + 3;
        Instance instance = Instance.of(
                parameter(url, "instance"),
                parameter(url, "application"),
                url.substring(start, url.indexOf('/', start)),
                List.of(service));
        return instance.withWeight(Integer.parseInt(parameter(url, "weight")));
    }

    private static String parameter(String url, String name) {
        int start = url.indexOf("&" + name + "=") + name.length() + 2;
        int end = url.indexOf('&', start);
        return url.substring(start, end < 0 ? url.length() : end);
    }
}
