package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tern.rpc.registry.Instance;
import java.nio.charset.StandardCharsets;

/** Texts of instances, as anybody may write them into a registry: an instance, or an IllegalArgumentException that says why not. */
class InstanceFuzzTest {

    @FuzzTest
    void text_ofAnInstance_isAnInstanceThatIsWrittenAndReadAgainOrRefused(byte[] data) {
        Instance instance;
        try {
            instance = Instance.parse(new String(data, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(1_000);
            return;
        }
        assertThat(Instance.parse(instance.format())).isEqualTo(instance);
    }
}
