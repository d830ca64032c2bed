package dev.tern.compare.dubbo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;
import dev.tern.compare.UserServiceImpl;

/**
 * Direct URL, no registry, dubbo's own defaults (dispatcher "all", 200 threads), as its benchmark does;
 * "-tuned" runs the service on the server's IO thread and turns native epoll on, both of which are off by
 * default (hessian2, because kryo failed to decode createUser with the "direct" dispatcher).
 */
public final class DubboContender implements Contender {
    @Override
    public List<String> names() {
        return List.of("dubbo-hessian2", "dubbo-kryo", "dubbo-tuned", "dubbo-tri");
    }

    private static String protocol(String name) {
        return name.equals("dubbo-tri") ? "tri" : "dubbo";
    }

    private static void tune(String name) {
        if (name.endsWith("-tuned")) {
            System.setProperty("netty.epoll.enable", "true");
        }
    }

    private static ApplicationConfig application(String name) {
        ApplicationConfig app = new ApplicationConfig(name);
        app.setQosEnable(false);
        app.setSerializeCheckStatus("DISABLE");
        app.setCheckSerializable(false);
        return app;
    }

    @Override
    public void startServer(String name, int port) {
        tune(name);
        ProtocolConfig protocol = new ProtocolConfig(protocol(name), port);
        protocol.setHost("127.0.0.1");
        protocol.setPayload(16 << 20);
        if (name.startsWith("dubbo-kryo")) {
            protocol.setSerialization("kryo");
            protocol.setOptimizer(dev.tern.compare.dubbo.Optimizer.class.getName());
        }
        if (name.endsWith("-tuned")) {
            protocol.setDispatcher("direct");
        }
        ServiceConfig<UserService> users = new ServiceConfig<>();
        users.setInterface(UserService.class);
        users.setRef(new UserServiceImpl());
        ServiceConfig<AsyncUserService> async = new ServiceConfig<>();
        async.setInterface(AsyncUserService.class);
        UserServiceImpl impl = new UserServiceImpl();
        async.setRef(email -> CompletableFuture.completedFuture(impl.existUser(email)));
        DubboBootstrap.getInstance().application(application("compare-server"))
                .registry(new RegistryConfig("N/A")).protocol(protocol)
                .service(users).service(async).start();
    }

    @Override
    public Client connect(String name, int port) {
        tune(name);
        String url = protocol(name) + "://127.0.0.1:" + port;
        ReferenceConfig<UserService> users = reference(UserService.class, url, name);
        ReferenceConfig<AsyncUserService> async = reference(AsyncUserService.class, url, name);
        DubboBootstrap.getInstance().application(application("compare-client"))
                .registry(new RegistryConfig("N/A"))
                .reference(users).reference(async).start();
        UserService sync = users.get();
        AsyncUserService asyncService = async.get();
        return new Client() {
            @Override
            public UserService sync() {
                return sync;
            }

            @Override
            public AsyncUserService async() {
                return asyncService;
            }

            @Override
            public boolean echo() {
                return true;
            }
        };
    }

    private static <T> ReferenceConfig<T> reference(Class<T> type, String url, String name) {
        ReferenceConfig<T> r = new ReferenceConfig<>();
        r.setInterface(type);
        if (name.startsWith("dubbo-kryo")) {
            url += "?serialization=kryo&optimizer=" + dev.tern.compare.dubbo.Optimizer.class.getName();
        }
        r.setUrl(url);
        r.setTimeout(20_000);
        r.setCheck(true);
        r.setParameters(Map.of("payload", String.valueOf(16 << 20)));
        return r;
    }
}
