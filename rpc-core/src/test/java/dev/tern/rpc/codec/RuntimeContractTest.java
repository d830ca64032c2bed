package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.BodyWriter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contracts that are read at run time beside those that the processor wrote for the same interfaces: one model, one form of the bytes. */
class RuntimeContractTest {

    private static final Map<Class<?>, RuntimeContract<?>> RUNTIME = new HashMap<>();

    static List<Class<?>> contracts() {
        return Samples.contracts();
    }

    static Stream<Samples.Sample<?>> samples() {
        return Samples.all();
    }

    @SuppressWarnings("unchecked")
    private static <S> RuntimeContract<S> runtime(Class<S> contract) {
        return (RuntimeContract<S>) RUNTIME.computeIfAbsent(contract, RuntimeContract::of);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void contract_readAtRunTime_isTheProcessors(Class<?> contract) {
        ServiceDescriptor generated = Captured.service(contract);
        ServiceDescriptor read = runtime(contract).descriptor();
        assertThat(read.contract().get().canonical())
                .isEqualTo(generated.contract().get().canonical());
        assertThat(withoutComments(read)).isEqualTo(withoutComments(generated));
        assertThat(read.hash()).isEqualTo(generated.hash());
        assertThat(read.name()).isEqualTo(generated.name());
        assertThat(read.group()).isEqualTo(generated.group());
        assertThat(read.version()).isEqualTo(generated.version());
        for (MethodDescriptor method : generated.methods()) {
            MethodDescriptor other = read.methods().get(method.number());
            assertThat(other.signature()).isEqualTo(method.signature());
            assertThat(other.kind()).isEqualTo(method.kind());
            assertThat(other.asynchronous()).isEqualTo(method.asynchronous());
            assertThat(other.policy()).isEqualTo(method.policy());
            assertThat(exceptions(other)).isEqualTo(exceptions(method));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    <S> void arguments_ofBothSides_areTheSameBytesAndReadByEach(Samples.Sample<S> sample) {
        Captured generated = Captured.generated(sample);
        Captured read = Captured.of(sample.call(), runtime(sample.contract())::stub);
        byte[] body = generated.body();
        assertThat(read.method().signature()).isEqualTo(generated.method().signature());
        assertThat(read.body()).isEqualTo(body);
        assertThat(rewritten(read.method().arguments(), body)).isEqualTo(body);
        assertThat(rewritten(generated.method().arguments(), body)).isEqualTo(body);
        for (int i = 0; i < generated.arguments().size(); i++) {
            assertThat(read.arguments().name(i)).isEqualTo(generated.arguments().name(i));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    <S> void results_ofBothSides_areTheSameBytesAndReadByEach(Samples.Sample<S> sample) {
        Captured generated = Captured.generated(sample);
        MethodDescriptor one = generated.method();
        MethodDescriptor other =
                runtime(sample.contract()).descriptor().methods().get(one.number());
        var contract = runtime(sample.contract())
                .descriptor()
                .contract()
                .get()
                .methods()
                .get(one.number());
        boolean isEcho = !contract.parameters().isEmpty()
                && contract.result().equals(contract.parameters().get(0).type());
        Object result = isEcho ? generated.arguments().get(0) : null;
        if (!isEcho && contract.result().toString().matches("[a-z]+")) {
            return; // a primitive that is no argument
        }
        byte[] body = Captured.write(one.resultWriter(), result);
        assertThat(Captured.write(other.resultWriter(), result)).isEqualTo(body);
        assertThat(rewritten(one.resultReader(), other.resultWriter(), body)).isEqualTo(body);
        assertThat(rewritten(other.resultReader(), one.resultWriter(), body)).isEqualTo(body);
    }

    private static List<String> exceptions(MethodDescriptor method) {
        return method.exceptions().stream()
                .map(exception -> exception.type().getName())
                .toList();
    }

    /** The whole text but comments, which only the processor sees. */
    private static String withoutComments(ServiceDescriptor service) {
        return ContractText.write(service.contract().get())
                .lines()
                .filter(line -> !line.strip().startsWith("# doc "))
                .collect(Collectors.joining("\n"));
    }

    private static <A extends Arguments> byte[] rewritten(BodyReader<A> reader, byte[] body) {
        return Captured.write((out, value) -> value.write(out), Captured.read(reader, body));
    }

    private static byte[] rewritten(BodyReader<?> reader, BodyWriter<Object> writer, byte[] body) {
        return Captured.write(writer, Captured.read(reader, body));
    }
}
