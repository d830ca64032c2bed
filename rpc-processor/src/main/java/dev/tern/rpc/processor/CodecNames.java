package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of the generated codecs, {@code Order} for {@code writeOrder} and {@code readOrder}, each unique. */
final class CodecNames {

    private final Map<TypeName, String> types = new HashMap<>();
    private final Map<TypeName, CodeBlock> empties = new HashMap<>();
    private final Map<SentType, String> results = new HashMap<>();
    private final Set<TypeName> enums = new HashSet<>();
    private final Set<String> taken = new HashSet<>();

    CodecNames(ServiceModel service) {
        for (Codec codec : service.codecs()) {
            types.put(codec.type().java(), unique(codec.baseName()));
            if (codec instanceof Codec.Enumeration) {
                enums.add(codec.type().java());
            }
            CodeBlock empty = codec.empty();
            if (empty != null) {
                empties.put(codec.type().java(), empty);
            }
        }
        Map<String, SentType> sorted = new TreeMap<>();
        for (MethodModel method : service.methods()) {
            if (method.result() != null) {
                sorted.put(method.result().java().toString(), method.result());
            }
        }
        sorted.values().forEach(result -> results.put(result, unique(word(result) + "Result")));
    }

    /** The name for a type. */
    String of(SentType.Coded type) {
        return Objects.requireNonNull(types.get(type.java()), type::toString);
    }

    /** The expression of an empty value of this type; null if it has none. */
    @Nullable
    CodeBlock empty(SentType.Coded type) {
        return empties.get(type.java());
    }

    /** Whether a type is an enum. */
    boolean isEnum(SentType.Coded type) {
        return enums.contains(type.java());
    }

    /** The name for a result of this type. */
    String ofResult(SentType type) {
        return Objects.requireNonNull(results.get(type), type::toString);
    }

    /** The types of all results, in the order of their names. */
    Map<String, SentType> results() {
        Map<String, SentType> sorted = new TreeMap<>();
        results.forEach((type, name) -> sorted.put(name, type));
        return sorted;
    }

    private String word(SentType type) {
        if (type instanceof SentType.Coded coded) {
            return of(coded);
        }
        if (type instanceof SentType.Library library) {
            return library.name();
        }
        String java = type.java().toString();
        return Names.capitalized(java.substring(java.lastIndexOf('.') + 1).replace("[]", "Array"));
    }

    private String unique(String base) {
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + i;
        }
        return name;
    }
}
