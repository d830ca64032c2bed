package dev.tern.rpc.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.concurrent.CompletableFuture;
import javax.lang.model.element.Modifier;

/** Writes {@code OrderServiceAsync}: the interface with a future for every result. */
final class AsyncGenerator {

    private AsyncGenerator() {}

    static JavaFile generate(ServiceModel service) {
        TypeSpec.Builder type = TypeSpec.interfaceBuilder(service.generated("Async"))
                .addJavadoc(
                        "{@link $T} with a future for every result. Cancelling a future cancels its call.\n",
                        service.type());
        if (service.isPublic()) {
            type.addModifiers(Modifier.PUBLIC);
        }
        GeneratedTypes.annotate(service, type);
        for (MethodModel method : service.methods()) {
            type.addMethod(GeneratedTypes.methodBuilder(method, future(method))
                    .addJavadoc(javadoc(service, method))
                    .addModifiers(Modifier.ABSTRACT)
                    .build());
        }
        return GeneratedTypes.file(service, type.build());
    }

    /** The type of a method's result. */
    static TypeName future(MethodModel method) {
        return ParameterizedTypeName.get(ClassName.get(CompletableFuture.class), method.boxedResult());
    }

    private static CodeBlock javadoc(ServiceModel service, MethodModel method) {
        CodeBlock parameters = method.parameters().stream()
                .map(parameter -> CodeBlock.of("$T", erased(parameter.type().java())))
                .collect(CodeBlock.joining(", "));
        CodeBlock.Builder text = CodeBlock.builder();
        if (method.kind() == MethodModel.Kind.ONE_WAY) {
            text.add("Not answered: the future completes when the call has been handed over.\n\n");
        }
        return text.add("@see $T#$L($L)\n", service.type(), method.name(), parameters)
                .build();
    }

    private static TypeName erased(TypeName type) {
        if (type instanceof ParameterizedTypeName parameterized) {
            return parameterized.rawType();
        }
        return type instanceof ArrayTypeName array ? ArrayTypeName.of(erased(array.componentType())) : type;
    }
}
