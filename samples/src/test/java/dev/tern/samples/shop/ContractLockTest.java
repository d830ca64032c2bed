package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tern.rpc.contract.ContractLocks;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContractLockTest {

    @Test
    void services_ofTheLocks_areAllThere() {
        assertThatCode(() ->
                        ContractLocks.check(Path.of("contracts"), getClass().getClassLoader()))
                .doesNotThrowAnyException();
    }
}
