package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is decided about a service's endpoints and tells the user's listener. Never called under a lock. */
final class Announcements {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    private final String service;
    private final PolicyListener listener;

    Announcements(String service, PolicyListener listener) {
        this.service = service;
        this.listener = PolicyListener.quiet(listener);
    }

    void breakerChanged(MethodDescriptor method, CallInfo.Peer peer, String from, String to, String cause) {
        log.info("{}: breaker of {} {} -> {}: {}", method, peer.address(), from, to, cause);
        listener.breakerChanged(method, peer, from, to, cause);
    }

    void ejected(CallInfo.Peer peer, String cause) {
        log.info("{}: endpoint {} is left out: {}", service, peer.address(), cause);
        listener.ejected(service, peer, cause);
    }

    void returned(CallInfo.Peer peer) {
        log.info("{}: endpoint {} is back", service, peer.address());
        listener.returned(service, peer);
    }
}
