package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.contract.Details;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What annotations and comments tell of a method, parameter or property beyond its type.
 *
 * @param aliases its other names, sorted
 * @param details what goes into the contract without being hashed
 * @param absent the expression of what it is read as if the writer does not have it; null for what all of its type are
 */
record Marks(
        List<String> aliases, Details details, @Nullable CodeBlock absent) {

    /** Nothing. */
    static final Marks NONE = new Marks(List.of(), Details.NONE, null);

    /** Whether the value must not be shown. */
    boolean isSensitive() {
        return details.has(Details.SENSITIVE);
    }
}
