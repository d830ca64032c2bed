package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.Resolution;
import java.nio.charset.StandardCharsets;

/** The text of another side's contract: one that can be compared with ours, or an exception that says why not. */
class ContractFuzzTest {

    private static final Contract OURS = ContractText.parse("""
            # tern-contract "1"
            # service "s"
            method get(long,a.S)
              unary a.S
              parameter long
                # name "id"
              parameter a.S
              throws a.X
            method tell(E)
              one-way void
              parameter a.E
            struct a.S
              e a.E
              n int
                alias m
              next java.util.Optional<a.S>
              u a.U
              x java.util.Map<java.lang.String,a.S[]>
            struct a.X
            enum a.E
              A
              B
                # unknown ""
            sealed a.U
              a.S
              a.X
            """);

    @FuzzTest
    void text_ofAContract_isComparedOrRefused(byte[] data) {
        Contract theirs;
        try {
            theirs = ContractText.parse(new String(data, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        String text = ContractText.write(theirs);
        Contract again = ContractText.parse(text);
        assertThat(again).isEqualTo(theirs);
        assertThat(ContractText.write(again)).isEqualTo(text);
        assertThat(Resolution.of(theirs, OURS).methods()).hasSameSizeAs(theirs.methods());
        assertThat(Resolution.of(OURS, theirs).methods()).hasSameSizeAs(OURS.methods());
        assertThat(Resolution.of(theirs, theirs).methods()).hasSameSizeAs(theirs.methods());
    }
}
