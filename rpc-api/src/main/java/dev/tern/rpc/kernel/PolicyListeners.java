package dev.tern.rpc.kernel;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners. A decision does not depend on who hears of it: what they throw goes to the log only. */
final class PolicyListeners implements PolicyListener {

    /** Spares what telling takes. */
    static final PolicyListener NOBODY = new PolicyListeners(List.of());

    private static final Logger log = LoggerFactory.getLogger(PolicyListener.class);

    private final List<PolicyListener> listeners;

    PolicyListeners(List<PolicyListener> listeners) {
        this.listeners = listeners;
    }

    private void tell(Consumer<PolicyListener> event) {
        for (PolicyListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                log.warn("{} threw", listener, e);
            }
        }
    }

    @Override
    public void retried(MethodDescriptor method, Reason reason, RpcException failure) {
        tell(listener -> listener.retried(method, reason, failure));
    }

    @Override
    public void budgetExhausted(MethodDescriptor method) {
        tell(listener -> listener.budgetExhausted(method));
    }

    @Override
    public void hedged(MethodDescriptor method) {
        tell(listener -> listener.hedged(method));
    }

    @Override
    public void fellBack(MethodDescriptor method, Throwable failure) {
        tell(listener -> listener.fellBack(method, failure));
    }

    @Override
    public void refused(MethodDescriptor method, PolicySetting limit) {
        tell(listener -> listener.refused(method, limit));
    }

    @Override
    public void breakerChanged(MethodDescriptor method, CallInfo.Peer endpoint, String from, String to, String cause) {
        tell(listener -> listener.breakerChanged(method, endpoint, from, to, cause));
    }

    @Override
    public void ejected(String service, CallInfo.Peer endpoint, String cause) {
        tell(listener -> listener.ejected(service, endpoint, cause));
    }

    @Override
    public void returned(String service, CallInfo.Peer endpoint) {
        tell(listener -> listener.returned(service, endpoint));
    }

    @Override
    public void settingRefused(String source, String name, String problem) {
        tell(listener -> listener.settingRefused(source, name, problem));
    }
}
