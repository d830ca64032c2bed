package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A null of a box that the reader has as a primitive: its default, whether the reader was generated or made at run time. */
class NullAsDefaultTest {

    @RpcService
    interface Boxed {
        void put(Integer amount, Integer zero, Counts counts);

        record Counts(Boolean flag, Integer n, Long none) {}
    }

    @RpcService
    interface Unboxed {
        void put(@RpcDefault("5") int amount, int zero, Counts counts);

        record Counts(
                @RpcDefault("true") boolean flag,
                @RpcDefault("6") int n,
                long none) {}
    }

    static Stream<Named<ServiceDescriptor>> readers() {
        return Stream.of(
                Named.of("generated", Captured.service(Unboxed.class)),
                Named.of("made at run time", RuntimeContract.of(Unboxed.class).descriptor()));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void nullOfABox_readAsAPrimitive_isItsDefaultElseZero(ServiceDescriptor reader) {
        Captured nulls = Captured.generated(new Samples.Sample<>(
                Boxed.class, "put", stub -> stub.put(null, null, new Boxed.Counts(null, null, null))));

        assertThat(read(reader, nulls)).containsExactly(5, 0, new Unboxed.Counts(true, 6, 0));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void valueOfABox_readAsAPrimitive_isThatValue(ServiceDescriptor reader) {
        Captured values = Captured.generated(
                new Samples.Sample<>(Boxed.class, "put", stub -> stub.put(1, 2, new Boxed.Counts(false, 3, 4L))));

        assertThat(read(reader, values)).containsExactly(1, 2, new Unboxed.Counts(false, 3, 4));
    }

    private static List<Object> read(ServiceDescriptor reader, Captured sent) {
        Contract writer = Captured.service(Boxed.class).contract().get();
        Plan plan =
                Resolution.of(writer, reader.contract().get()).methods().get(0).arguments();
        MethodDescriptor method = reader.methods().get(0);
        Arguments arguments = Captured.read(method.arguments(plan), sent.body());
        return Stream.of(0, 1, 2).map(arguments::get).toList();
    }
}
