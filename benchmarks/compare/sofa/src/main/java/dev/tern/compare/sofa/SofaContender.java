package dev.tern.compare.sofa;

import com.alipay.sofa.rpc.config.ConsumerConfig;
import com.alipay.sofa.rpc.config.ProviderConfig;
import com.alipay.sofa.rpc.config.ServerConfig;
import java.util.List;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;
import dev.tern.compare.UserServiceImpl;

/** Bolt with its default serializer (hessian2) and its default server pool, direct URL, no registry. */
public final class SofaContender implements Contender {
    @Override
    public List<String> names() {
        return List.of("sofa");
    }

    @Override
    public void startServer(String name, int port) {
        ServerConfig server = new ServerConfig().setProtocol("bolt").setHost("127.0.0.1").setPort(port)
                .setDaemon(false);
        new ProviderConfig<UserService>().setInterfaceId(UserService.class.getName()).setRef(new UserServiceImpl())
                .setServer(server).setRegister(false).export();
    }

    @Override
    public Client connect(String name, int port) {
        UserService service = new ConsumerConfig<UserService>().setInterfaceId(UserService.class.getName())
                .setProtocol("bolt").setDirectUrl("bolt://127.0.0.1:" + port).setRegister(false)
                .setTimeout(20_000).refer();
        return new Client() {
            @Override
            public UserService sync() {
                return service;
            }

            @Override
            public boolean echo() {
                return true;
            }
        };
    }
}
