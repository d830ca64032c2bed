package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tern.rpc.io.DecodingException;
import java.util.Arrays;
import java.util.List;

/** Bytes of bodies of a contract that holds every kind of codec: values, or an exception that says why not. */
class BodyFuzzTest {

    private static final List<Body> BODIES = Body.of(Body.service(Kinds.class));

    /** The first byte chooses the body; its bytes begin behind it. */
    @FuzzTest
    void bytes_ofABody_areAValueThatIsWrittenAndReadAgainOrRefused(byte[] data) {
        if (data.length == 0) {
            return;
        }
        Body body = BODIES.get((data[0] & 0xff) % BODIES.size());
        Object value;
        try {
            value = body.read(Arrays.copyOfRange(data, 1, data.length));
        } catch (DecodingException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        } catch (IllegalArgumentException e) {
            assertThat(e).as("only the record that validates").hasMessageStartingWith("from: ");
            return;
        }
        byte[] written = body.write(value);
        Object again = body.read(written);
        assertThat(Same.same(value, again))
                .as("%s: %s and %s", body, value, again)
                .isTrue();
        assertThat(body.write(again)).isEqualTo(written);
    }
}
