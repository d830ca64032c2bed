package dev.tern.rpc.kernel;

import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.RpcInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a method of a contract. Immutable; generated code makes one per method, chains and connections are bound to it.
 */
public final class MethodDescriptor {

    private final String service;
    private final String signature;
    private final int number;
    private final Kind kind;
    private final boolean asynchronous;
    private final MethodPolicy policy;
    private final BodyReader<? extends Arguments> arguments;
    private final ResolvingReader<? extends Arguments> resolvingArguments;
    private final BodyWriter<@Nullable Object> resultWriter;
    private final BodyReader<? extends @Nullable Object> resultReader;
    private final ResolvingReader<? extends @Nullable Object> resolvingResult;
    private final List<DeclaredException<?>> exceptions;

    private MethodDescriptor(MethodDescriptor other, MethodPolicy policy) {
        this.service = other.service;
        this.signature = other.signature;
        this.number = other.number;
        this.kind = other.kind;
        this.asynchronous = other.asynchronous;
        this.policy = policy;
        this.arguments = other.arguments;
        this.resolvingArguments = other.resolvingArguments;
        this.resultWriter = other.resultWriter;
        this.resultReader = other.resultReader;
        this.resolvingResult = other.resolvingResult;
        this.exceptions = other.exceptions;
    }

    private MethodDescriptor(
            Builder builder,
            BodyReader<? extends Arguments> arguments,
            ResolvingReader<? extends Arguments> resolvingArguments) {
        this.service = builder.service;
        this.signature = builder.signature;
        this.number = builder.number;
        this.kind = builder.kind;
        this.asynchronous = builder.asynchronous;
        this.policy = builder.policy;
        this.arguments = arguments;
        this.resolvingArguments = resolvingArguments;
        this.resultWriter = builder.resultWriter;
        this.resultReader = builder.resultReader;
        this.resolvingResult = builder.resolvingResult;
        this.exceptions = List.copyOf(builder.exceptions);
    }

    /**
     * Begins a descriptor.
     *
     * @param service the contract's name
     * @param number the method's place among the signatures of its contract in their natural order, from 0; it travels
     * @param signature the name and the erased parameter types by their simple names, {@code "place(NewOrder)"}
     */
    public static Builder builder(String service, int number, String signature) {
        return new Builder(service, number, signature);
    }

    /** The contract's name. */
    public String service() {
        return service;
    }

    /** The name of the method. */
    public String name() {
        return signature.substring(0, signature.indexOf('('));
    }

    /** The name with the parameter types, {@code "place(NewOrder)"}; unique in its contract. */
    public String signature() {
        return signature;
    }

    /** The method's place among the signatures of its contract in their natural order, from 0. */
    public int number() {
        return number;
    }

    /** What is exchanged. */
    public Kind kind() {
        return kind;
    }

    /** Whether the implementation returns a {@link java.util.concurrent.CompletionStage}. */
    public boolean asynchronous() {
        return asynchronous;
    }

    /** What the contract says about how the method is called. */
    public MethodPolicy policy() {
        return policy;
    }

    /** The same method, called otherwise. */
    public MethodDescriptor withPolicy(MethodPolicy newPolicy) {
        return newPolicy.equals(policy) ? this : new MethodDescriptor(this, newPolicy);
    }

    /** Decodes the arguments. */
    public BodyReader<? extends Arguments> arguments() {
        return arguments;
    }

    /** Decodes arguments that another contract's consumer wrote. */
    public BodyReader<? extends Arguments> arguments(Plan plan) {
        return plan.isChanged() ? resolvingArguments.bind(plan) : arguments;
    }

    /** Encodes a result. */
    public BodyWriter<@Nullable Object> resultWriter() {
        return resultWriter;
    }

    /** Decodes a result. */
    public BodyReader<? extends @Nullable Object> resultReader() {
        return resultReader;
    }

    /** Decodes a result that another contract's provider wrote. */
    @SuppressWarnings("NullAway") // the checker does not see that the reader may return null
    public BodyReader<? extends @Nullable Object> resultReader(Plan plan) {
        return plan.isChanged() ? resolvingResult.bind(plan) : resultReader;
    }

    /** The exceptions the method declares, in the order of their class names; their place travels. */
    public List<DeclaredException<?>> exceptions() {
        return exceptions;
    }

    /** {@code service/signature}. */
    @Override
    public String toString() {
        return service + "/" + signature;
    }

    /** What is exchanged in a call. */
    public enum Kind {
        /** One request, one answer. */
        UNARY,
        /** One request, no answer. */
        ONE_WAY
    }

    /** Collects what a descriptor tells. */
    public static final class Builder {

        private final String service;
        private final int number;
        private final String signature;
        private Kind kind = Kind.UNARY;
        private boolean asynchronous;
        private MethodPolicy policy = MethodPolicy.STANDARD;
        private BodyWriter<@Nullable Object> resultWriter = (out, value) -> {};

        @SuppressWarnings("NullAway") // the checker does not see that the reader may return null
        private BodyReader<? extends @Nullable Object> resultReader = in -> null;

        @SuppressWarnings("NullAway") // as above
        private ResolvingReader<? extends @Nullable Object> resolvingResult = Builder::skipped;

        private final List<DeclaredException<?>> exceptions = new ArrayList<>();

        private Builder(String service, int number, String signature) {
            this.service = Objects.requireNonNull(service);
            this.number = number;
            this.signature = Objects.requireNonNull(signature);
        }

        /** The method is not answered. */
        public Builder oneWay() {
            kind = Kind.ONE_WAY;
            return this;
        }

        /** The implementation returns a {@link java.util.concurrent.CompletionStage}. */
        public Builder asynchronous() {
            asynchronous = true;
            return this;
        }

        /** How the method is called; {@link MethodPolicy#STANDARD} unless given. */
        public Builder policy(MethodPolicy newPolicy) {
            policy = newPolicy;
            return this;
        }

        /** The codec of the result; without one the method returns nothing. */
        @SuppressWarnings("unchecked") // only the method's own results reach its writer
        public <T extends @Nullable Object> Builder result(
                BodyWriter<T> writer, BodyReader<T> reader, ResolvingReader<T> resolving) {
            resultWriter = (BodyWriter<@Nullable Object>) writer;
            resultReader = reader;
            resolvingResult = resolving;
            return this;
        }

        /** An exception the method declares; to be added in the order of the class names. */
        public <E extends Throwable> Builder exception(
                Class<E> type, BodyWriter<E> writer, BodyReader<E> reader, ResolvingReader<E> resolving) {
            exceptions.add(new DeclaredException<>(type, writer, reader, resolving));
            return this;
        }

        /** The descriptor, with the readers of the method's arguments. */
        public <A extends Arguments> MethodDescriptor arguments(BodyReader<A> reader, ResolvingReader<A> resolving) {
            return new MethodDescriptor(this, reader, resolving);
        }

        /** What a method that returns nothing makes of a result. */
        private static @Nullable Object skipped(RpcInput in, Plan plan) {
            int nulls = plan.begin(in);
            for (int step = 0; step < plan.steps(); step++) {
                plan.next(in, nulls, step);
            }
            return null;
        }
    }
}
