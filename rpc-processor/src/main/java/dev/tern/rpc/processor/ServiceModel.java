package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import dev.tern.rpc.contract.Contract;
import java.util.List;

/**
 * All that the generators know of an interface.
 *
 * @param type the interface
 * @param isPublic whether it can be used outside of its package
 * @param service the name of the service
 * @param methods in the order of their numbers
 * @param codecs in the order of their names
 * @param contract the same, free of what only Java knows
 * @param surroundings what the generated sources have to mind
 */
record ServiceModel(
        ClassName type,
        boolean isPublic,
        String service,
        String group,
        String version,
        List<MethodModel> methods,
        List<Codec> codecs,
        Contract contract,
        Surroundings surroundings) {

    /** The generated type with this suffix: {@code OrderServiceStub}, {@code Outer_InnerStub}. */
    ClassName generated(String suffix) {
        return ClassName.get(type.packageName(), String.join("_", type.simpleNames()) + suffix);
    }

    /**
     * What the generated sources have to mind.
     *
     * @param annotatesGenerated whether the interface's module can read {@code javax.annotation.processing.Generated}
     * @param usesDeprecated whether anything the contract uses is deprecated
     * @param hidesJavaLang whether the package has a type with the name of one in {@code java.lang}
     * @param inheritedTypes the simple names of the types that an implementation of the interface inherits
     */
    record Surroundings(
            boolean annotatesGenerated, boolean usesDeprecated, boolean hidesJavaLang, List<String> inheritedTypes) {}
}
