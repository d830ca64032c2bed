package dev.tern.rpc.kernel;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;

/**
 * A user's filter, which should not throw. If it does the call ends: by its completions, so that those around it see the end and give back what they hold, unless the filter had passed the
 * call on, completed it or left it with a holder before it threw. (One that gives the call to another thread and throws all the same breaks the rule of one owner, and is not told apart.)
 */
final class GuardedFilter implements Filter {

    private final Filter filter;

    GuardedFilter(Filter filter) {
        this.filter = filter;
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        Invoker passing = new Passing(next);
        Invoker bound = filter.bind(method, passing);
        return bound == passing ? next : new Guard(method, bound);
    }

    @Override
    public Place place() {
        return filter.place();
    }

    @Override
    public String toString() {
        return filter.toString();
    }

    private record Passing(Invoker next) implements Invoker {

        @Override
        public void invoke(RpcCall call) {
            call.step();
            next.invoke(call);
        }

        @Override
        public String toString() {
            return next.toString();
        }
    }

    private record Guard(MethodDescriptor method, Invoker bound) implements Invoker {

        @Override
        public void invoke(RpcCall call) {
            int before = call.steps();
            try {
                bound.invoke(call);
            } catch (RuntimeException | Error e) {
                String message = method + ": a filter threw: " + e;
                if (call.steps() == before && call.holder() == null && !call.isDone()) {
                    call.fail(RpcException.neverExecuted(Status.INTERNAL, message, e));
                } else {
                    call.abort(new RpcException(Status.INTERNAL, message, e));
                }
            }
        }

        @Override
        public String toString() {
            return bound.toString();
        }
    }
}
