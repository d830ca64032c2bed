package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.kernel.DeclaredException;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes of bodies that sides with other versions of a contract may have written: values, or an exception that says why not. */
class ResolvingFuzzTest {

    private static final int VERSIONS = 32;
    private static final List<List<Body>> BODIES = bodies(Body.service(Kinds.class));

    /** The first byte chooses the version, the second the body; its bytes begin behind them. */
    @FuzzTest
    void bytes_ofAnotherVersionsBody_areAValueThatCanBeWrittenOrRefused(byte[] data) {
        if (data.length < 2) {
            return;
        }
        List<Body> version = BODIES.get((data[0] & 0xff) % VERSIONS);
        Body body = version.get((data[1] & 0xff) % version.size());
        Object value;
        try {
            value = body.read(Arrays.copyOfRange(data, 2, data.length));
        } catch (DecodingException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        } catch (IllegalArgumentException e) {
            assertThat(e).as("only the record that validates").hasMessageStartingWith("from: ");
            return;
        }
        assertThat(value == null || body.write(value) != null).isTrue();
    }

    static List<List<Body>> bodies(ServiceDescriptor service) {
        List<List<Body>> versions = new ArrayList<>();
        for (int number = 0; number < VERSIONS; number++) {
            versions.add(bodies(service, Evolution.of(service.contract().get(), number)));
        }
        return versions;
    }

    /** What this side reads when the other has another version: arguments as its provider, results and exceptions as its consumer. */
    static List<Body> bodies(ServiceDescriptor service, Contract other) {
        List<Body> bodies = new ArrayList<>();
        for (Resolution.Method resolved :
                Resolution.of(other, service.contract().get()).methods()) {
            if (resolved.isCallable()) {
                MethodDescriptor method = service.methods().get(resolved.provider());
                bodies.add(new Body(
                        method.name() + " arguments", method.arguments(resolved.arguments()), Body::writeArguments));
            }
        }
        List<Resolution.Method> answers =
                Resolution.of(service.contract().get(), other).methods();
        for (MethodDescriptor method : service.methods()) {
            Resolution.Method resolved = answers.get(method.number());
            if (resolved.isCallable()) {
                bodies.add(new Body(
                        method.name() + " result",
                        method.resultReader(resolved.result()),
                        method.resultWriter()::write));
                for (Resolution.Thrown thrown : resolved.exceptions()) {
                    DeclaredException<?> declared = method.exceptions().get(thrown.index());
                    bodies.add(Body.exception(method.name(), declared, declared.reader(thrown.plan())));
                }
            }
        }
        return bodies;
    }
}
