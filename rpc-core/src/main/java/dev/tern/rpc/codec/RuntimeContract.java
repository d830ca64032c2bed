package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.Details;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contract of an interface that was compiled without the processor: the same model, read by reflection, with the same hash and the same bytes,
 * and a stub and a dispatcher made at run time. Immutable.
 *
 * @param <S> the interface
 */
public final class RuntimeContract<S> {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeContract.class);

    /** Kept with the interface, because what is made for it stays in its class loader. Asked under its own lock, so that each is made once. */
    private static final ClassValue<RuntimeContract<?>> CONTRACTS = new ClassValue<>() {
        @Override
        protected RuntimeContract<?> computeValue(Class<?> service) {
            RuntimeContract<?> contract = new RuntimeContract<>(service);
            warn(service);
            return contract;
        }
    };

    private final Class<S> service;
    private final ServiceDescriptor descriptor;
    private final List<RuntimeArguments.Signature> signatures;
    private final List<BiFunction<Object, @Nullable Object[], @Nullable Object>> handlers;
    private final Function<Function<@Nullable Object[], @Nullable Object>[], Object> stubs;

    private RuntimeContract(Class<S> service) {
        ServiceModel model = ServiceModel.of(service);
        Accessors accessors = new Accessors(service);
        Contract contract = model.contract();
        ContractText.forPeers(contract); // refused now rather than by the first peer with another version
        ContractCodec codec = ContractCodec.of(contract, new ObjectTarget(model, accessors));
        List<MethodDescriptor> methods = new ArrayList<>();
        List<RuntimeArguments.Signature> found = new ArrayList<>();
        for (MethodModel method : model.methods()) {
            int number = methods.size();
            RuntimeArguments.Signature signature = new RuntimeArguments.Signature(
                    names(method.contract()), sensitive(method.contract()), codec.argumentsWriter(number));
            found.add(signature);
            methods.add(descriptor(contract.service(), number, method, codec, signature));
        }
        this.service = service;
        this.signatures = List.copyOf(found);
        this.descriptor = new ServiceDescriptor(
                contract.service(), model.group(), model.version(), contract.hash(), () -> contract, methods);
        this.handlers = model.methods().stream()
                .map(method -> accessors.handler(method.method()))
                .toList();
        this.stubs = accessors.stubs(model.methods());
    }

    /**
     * Reads an interface and makes what calls and serves it, once: then it is the same for all. Logs a warning at that.
     *
     * @throws IllegalArgumentException if something of the interface cannot be sent; the message says what to do instead
     */
    @SuppressWarnings("unchecked") // the contract of S
    public static <S> RuntimeContract<S> of(Class<S> service) {
        synchronized (CONTRACTS) {
            return (RuntimeContract<S>) CONTRACTS.get(service);
        }
    }

    private static void warn(Class<?> service) {
        LOG.warn(
                "{} was compiled without Tern's annotation processor: its contract is read now, by reflection, and mistakes in it"
                        + " are found only now. Add dev.tern:rpc-processor to <annotationProcessorPaths> of"
                        + " maven-compiler-plugin (Gradle: annotationProcessor \"dev.tern:rpc-processor:...\") in the build"
                        + " that compiles it",
                service.getName());
    }

    private static List<String> names(ContractMethod method) {
        List<String> names = new ArrayList<>();
        for (ContractMethod.Parameter parameter : method.parameters()) {
            String name = parameter.name();
            names.add(name == null ? "arg" + names.size() : name);
        }
        return List.copyOf(names);
    }

    private static List<Boolean> sensitive(ContractMethod method) {
        return method.parameters().stream()
                .map(parameter -> parameter.details().has(Details.SENSITIVE))
                .toList();
    }

    private static MethodDescriptor descriptor(
            String service, int number, MethodModel method, ContractCodec codec, RuntimeArguments.Signature signature) {
        MethodDescriptor.Builder builder = MethodDescriptor.builder(
                        service, number, method.contract().signature())
                .policy(method.policy())
                .result(
                        codec.resultWriter(number),
                        codec.resultReader(number),
                        new Resolving<@Nullable Object>(plan -> codec.resultReader(number, plan)));
        if (method.contract().kind() == ContractMethod.Kind.ONE_WAY) {
            builder.oneWay();
        }
        if (method.isAsynchronous()) {
            builder.asynchronous();
        }
        for (int index = 0; index < method.exceptions().size(); index++) {
            addException(builder, method.exceptions().get(index), codec, number, index);
        }
        BodyReader<@Nullable Object[]> reader = codec.argumentsReader(number);
        Function<Plan, BodyReader<RuntimeArguments>> resolving = plan -> {
            BodyReader<@Nullable Object[]> planned = codec.argumentsReader(number, plan);
            return in -> new RuntimeArguments(signature, planned.read(in));
        };
        return builder.arguments(in -> new RuntimeArguments(signature, reader.read(in)), new Resolving<>(resolving));
    }

    private static <E extends Exception> void addException(
            MethodDescriptor.Builder builder, Class<E> type, ContractCodec codec, int number, int index) {
        BodyReader<Object> reader = codec.exceptionReader(number, index);
        builder.exception(
                type,
                codec.exceptionWriter(number, index)::write,
                in -> type.cast(reader.read(in)),
                new Resolving<>(plan -> {
                    BodyReader<Object> planned = codec.exceptionReader(number, index, plan);
                    return in -> type.cast(planned.read(in));
                }));
    }

    /** The contract. */
    public ServiceDescriptor descriptor() {
        return descriptor;
    }

    /** A stub whose methods are connected by the binder. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of functions
    public S stub(StubBinder binder) {
        Function<@Nullable Object[], @Nullable Object>[] calls = new Function[signatures.size()];
        for (int number = 0; number < calls.length; number++) {
            MethodDescriptor method = descriptor.methods().get(number);
            RuntimeArguments.Signature signature = signatures.get(number);
            MethodBinding binding = binder.bind(descriptor, method);
            calls[number] = method.asynchronous()
                    ? values -> binding.callAsync(new RuntimeArguments(signature, values))
                    : values -> binding.<@Nullable Object>call(new RuntimeArguments(signature, values));
        }
        return service.cast(stubs.apply(calls));
    }

    /** The way from decoded arguments to the methods of an implementation. */
    public Dispatcher<S> dispatcher() {
        return new Dispatcher<>() {
            @Override
            public ServiceDescriptor service() {
                return descriptor;
            }

            @Override
            public List<MethodHandler<?>> handlers(S implementation) {
                return handlers.stream()
                        .<MethodHandler<?>>map(handler -> (MethodHandler<RuntimeArguments>)
                                arguments -> handler.apply(implementation, arguments.values()))
                        .toList();
            }
        };
    }
}
