package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names of the generated codecs, {@code Order} for {@code writeOrder} and {@code readOrder}, each unique. */
final class CodecNames {

    private final Map<SentType.Coded, String> types = new HashMap<>();
    private final Map<SentType.Coded, CodeBlock> empties = new HashMap<>();
    private final Map<SentType, String> results = new HashMap<>();
    private final Map<SentType.Coded, Codec.Enumeration> enums = new HashMap<>();
    private final Map<SentType.Coded, String> enumConstants = new HashMap<>();
    private final Map<SentType.Custom, String> customs = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> constants = new HashSet<>();

    CodecNames(ServiceModel service) {
        for (Codec codec : service.codecs()) {
            types.put(codec.type(), unique(codec.baseName()));
            if (codec instanceof Codec.Enumeration enumeration) {
                enums.put(codec.type(), enumeration);
            }
            CodeBlock empty = codec.empty();
            if (empty != null) {
                empties.put(codec.type(), empty);
            }
        }
        service.methods().forEach(method -> constants.add(method.constant()));
        for (Codec codec : service.codecs()) {
            if (codec instanceof Codec.Enumeration) {
                enumConstants.put(codec.type(), constant(of(codec.type())));
            }
        }
        service.codecs().forEach(codec -> codec.parts().forEach(this::addCustom));
        Map<String, SentType> sorted = new TreeMap<>();
        for (MethodModel method : service.methods()) {
            method.parameters().forEach(parameter -> addCustom(parameter.type()));
            addCustom(method.result());
            if (method.result() != null) {
                sorted.put(method.result().java().toString(), method.result());
            }
        }
        sorted.values().forEach(result -> results.put(result, unique(word(result) + "Result")));
    }

    /** The name for a type. */
    String of(SentType.Coded type) {
        return Objects.requireNonNull(types.get(type), type::toString);
    }

    /** The expression of an empty value of this type; null if it has none. */
    @Nullable
    CodeBlock empty(SentType.Coded type) {
        return empties.get(type);
    }

    /** Whether a type is an enum. */
    boolean isEnum(SentType.Coded type) {
        return enums.containsKey(type);
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

    /** The name of the constant that writes and reads values by this serializer. */
    String of(SentType.Custom type) {
        return Objects.requireNonNull(customs.get(type), type::toString);
    }

    /** The name of the constant that writes and reads this enum. */
    String constant(Codec.Enumeration type) {
        return Objects.requireNonNull(enumConstants.get(type.type()), type::toString);
    }

    /** All enums, in the order of their constants' names. */
    Map<String, Codec.Enumeration> enums() {
        Map<String, Codec.Enumeration> sorted = new TreeMap<>();
        enumConstants.forEach((type, name) -> sorted.put(name, enums.get(type)));
        return sorted;
    }

    private void addCustom(@Nullable SentType type) {
        if (type instanceof SentType.Custom custom && !customs.containsKey(custom)) {
            customs.put(custom, constant(custom.raw().simpleName()));
        }
    }

    private String constant(String type) {
        String base = Names.constant(type) + "_CODEC";
        String name = base;
        for (int i = 2; !constants.add(name); i++) {
            name = base + i;
        }
        return name;
    }

    /** All types with serializers, in the order of their constants' names. */
    Map<String, SentType.Custom> customs() {
        Map<String, SentType.Custom> sorted = new TreeMap<>();
        customs.forEach((type, name) -> sorted.put(name, type));
        return sorted;
    }

    private String word(SentType type) {
        if (type instanceof SentType.Coded coded) {
            return of(coded);
        }
        if (type instanceof SentType.Library library) {
            return library.name();
        } else if (type instanceof SentType.Custom custom) {
            return custom.raw().simpleName();
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
