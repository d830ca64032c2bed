package dev.tern.rpc.policy;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells another listener, and keeps what that throws from the calls: it is logged and dropped. */
public final class QuietListener implements PolicyListener {

    private static final Logger log = LoggerFactory.getLogger(QuietListener.class);

    private final PolicyListener told;

    private QuietListener(PolicyListener told) {
        this.told = told;
    }

    /** A listener that does not throw. */
    public static PolicyListener of(PolicyListener listener) {
        return listener instanceof QuietListener ? listener : new QuietListener(listener);
    }

    private static void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            log.warn("a policy listener threw", e);
        }
    }

    @Override
    public void retried(MethodDescriptor method, Reason reason, RpcException failure) {
        tell(() -> told.retried(method, reason, failure));
    }

    @Override
    public void budgetExhausted(MethodDescriptor method) {
        tell(() -> told.budgetExhausted(method));
    }

    @Override
    public void hedged(MethodDescriptor method) {
        tell(() -> told.hedged(method));
    }

    @Override
    public void fellBack(MethodDescriptor method, Throwable failure) {
        tell(() -> told.fellBack(method, failure));
    }

    @Override
    public void refused(MethodDescriptor method, PolicySetting limit) {
        tell(() -> told.refused(method, limit));
    }

    @Override
    public void breakerChanged(MethodDescriptor method, CallInfo.Peer endpoint, String from, String to, String cause) {
        tell(() -> told.breakerChanged(method, endpoint, from, to, cause));
    }

    @Override
    public void ejected(String service, CallInfo.Peer endpoint, String cause) {
        tell(() -> told.ejected(service, endpoint, cause));
    }

    @Override
    public void returned(String service, CallInfo.Peer endpoint) {
        tell(() -> told.returned(service, endpoint));
    }

    @Override
    public void settingRefused(String source, String name, String problem) {
        tell(() -> told.settingRefused(source, name, problem));
    }
}
