package dev.tern.rpc.connection;

import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.BindFrame;

/**
 * A service as one client calls it: with the number under which its connections know it.
 *
 * @param number unique in the client, from 0, small
 * @param service the contract
 * @param group partition of providers
 * @param version partition of providers
 */
public record Binding(int number, ServiceDescriptor service, String group, String version) {

    BindFrame frame() {
        return BindFrame.bind(number, service.name(), group, version, service.hash());
    }
}
