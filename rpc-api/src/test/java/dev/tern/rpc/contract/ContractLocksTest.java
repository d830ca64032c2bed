package dev.tern.rpc.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of locks and a class path. */
class ContractLocksTest {

    private static final String TEXT = Texts.HEAD + "method get()\n  unary int\n";

    @TempDir
    Path locks;

    @TempDir
    Path classes;

    @BeforeEach
    void lock() throws IOException {
        Files.writeString(locks.resolve("shop.Outer$Orders.contract"), TEXT.replace("\n", "\r\n"));
        Files.writeString(locks.resolve("README.md"), "no lock");
    }

    private void build(String text) throws IOException {
        Path file = classes.resolve(ContractText.resource("shop.Outer$Orders"));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void check() throws IOException {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            ContractLocks.check(locks, loader);
        }
    }

    @Test
    void services_thatAreAsTheyAreLockedOrHaveMore_pass() throws IOException {
        build(TEXT);
        assertThatCode(this::check).doesNotThrowAnyException();
        build(TEXT + "method more()\n  unary void\n");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @Test
    void service_thatIsGone_isNamedWithTheRemedy() {
        assertThatIllegalStateException()
                .isThrownBy(this::check)
                .withMessageStartingWith("contracts that are not as they are locked:\n  shop.Outer$Orders is gone: "
                        + "META-INF/tern/shop.Outer$Orders.contract is not in the class path")
                .withMessageEndingWith(
                        "if nobody calls it any more, delete " + locks.resolve("shop.Outer$Orders.contract") + ")");
    }

    @Test
    void services_thatBreakOthers_areAllNamed() throws IOException {
        build(TEXT.replace("int", "boolean"));
        Files.writeString(locks.resolve("shop.Gone.contract"), TEXT);

        assertThatIllegalStateException()
                .isThrownBy(this::check)
                .withMessageContaining("\n  shop.Gone is gone: ")
                .withMessageContaining(
                        "\n  shop.Outer$Orders: method get(): was int and is boolean; breaks old consumers of"
                                + " new providers and new consumers of old providers. Keep the method as it was and add another.");
    }

    @Test
    void lock_thatCannotBeRead_isNamedWithTheLine() throws IOException {
        build(TEXT);
        Files.writeString(locks.resolve("shop.Broken.contract"), TEXT + "<<<<<<< HEAD\n");

        assertThatIllegalStateException()
                .isThrownBy(this::check)
                .withMessageContaining("shop.Broken.contract: contract, line 5: '<<<<<<< HEAD'");
    }

    @Test
    void folder_withoutLocksOrThatIsNotThere_isRefused() throws IOException {
        build(TEXT);
        Files.delete(locks.resolve("shop.Outer$Orders.contract"));
        assertThatIllegalStateException().isThrownBy(this::check).withMessageContaining("no lock in " + locks);
        locks = locks.resolve("missing");
        assertThatIllegalStateException().isThrownBy(this::check).withMessageContaining("no lock in " + locks);
    }
}
