package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.consumer.ConsumerMain;
import dev.tern.samples.shop.provider.ProviderMain;
import dev.tern.samples.shop.zookeeper.ZooKeeperMain;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Consumer -> order service -> stock and payment service, each in a process of its own. */
class TraceIT {

    @Test
    void trace_handlerCallsServicesOfAnotherProcess_oneIdInAllLogs() throws Exception {
        try (Jvms jvms = new Jvms("trace")) {
            String port = jvms.start("zookeeper", ZooKeeperMain.class)
                    .awaitOutput("^READY port=(\\d+)$")
                    .group(1);
            String registry = "zk://127.0.0.1:" + port + "/shop";
            Jvm orders = jvms.start("orders", ProviderMain.class, registry, "order");
            Jvm stockAndPayment = jvms.start("stock-and-payment", ProviderMain.class, registry, "stock", "payment");
            orders.awaitOutput("^READY");
            stockAndPayment.awaitOutput("^READY");

            Jvm consumer = jvms.start("consumer", ConsumerMain.class, registry);
            assertThat(consumer.awaitExit()).as(consumer.toString()).isZero();
            String trace = consumer.awaitOutput("^orders\\.place\\(2 teapots\\) +order .* ([0-9a-f]{32})$")
                    .group(1);

            List<String> spans = List.of(
                    span(orders, trace, "Orders - place"),
                    span(stockAndPayment, trace, "Stock - reserve"),
                    span(stockAndPayment, trace, "Payments - charge"));
            assertThat(spans).doesNotHaveDuplicates();
        }
    }

    private static String span(Jvm provider, String trace, String message) {
        return provider.awaitOutput("trace=" + trace + " span=([0-9a-f]{16}) .*" + Pattern.quote(message))
                .group(1);
    }
}
