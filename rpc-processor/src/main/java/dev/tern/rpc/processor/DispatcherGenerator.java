package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import com.palantir.javapoet.WildcardTypeName;
import dev.tern.rpc.kernel.Dispatcher;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Writes {@code OrderServiceDispatcher}: the way from decoded arguments to an implementation, one typed handler per method. */
final class DispatcherGenerator {

    private static final ClassName HANDLER = ClassName.get(MethodHandler.class);

    private DispatcherGenerator() {}

    static JavaFile generate(ServiceModel service) {
        TypeName any = ParameterizedTypeName.get(HANDLER, WildcardTypeName.subtypeOf(Object.class));
        CodeBlock handlers = service.methods().stream()
                .map(method -> CodeBlock.of("$N(implementation)", method.id()))
                .collect(CodeBlock.joining(",\n"));
        if (service.methods().size() > 1) {
            handlers = CodeBlock.of("\n$L", handlers);
        }
        TypeSpec.Builder type = GeneratedTypes.classBuilder(service, service.generated("Dispatcher"), Modifier.PUBLIC)
                .addJavadoc("Calls implementations of {@link $T}.\n", service.type())
                .addSuperinterface(ParameterizedTypeName.get(ClassName.get(Dispatcher.class), service.type()))
                .addMethod(MethodSpec.constructorBuilder()
                        .addJavadoc("Needs nothing.\n")
                        .addModifiers(Modifier.PUBLIC)
                        .build())
                .addMethod(MethodSpec.methodBuilder("service")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(ServiceDescriptor.class)
                        .addStatement("return $T.SERVICE", service.generated("Codecs"))
                        .build())
                .addMethod(MethodSpec.methodBuilder("handlers")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(ParameterizedTypeName.get(ClassName.get(List.class), any))
                        .addParameter(service.type(), "implementation")
                        .addStatement("return $T.of($L)", List.class, handlers)
                        .build());
        service.methods().forEach(method -> type.addMethod(handler(service, method)));
        return GeneratedTypes.file(service, type.build());
    }

    private static MethodSpec handler(ServiceModel service, MethodModel method) {
        ClassName carrier = service.generated("Codecs").nestedClass(method.carrier());
        CodeBlock arguments = VariableNames.ofFields(method.parameters()).stream()
                .map(field -> CodeBlock.of("arguments.$N", field))
                .collect(CodeBlock.joining(", "));
        MethodSpec.Builder builder = MethodSpec.methodBuilder(method.id())
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(ParameterizedTypeName.get(HANDLER, carrier))
                .addParameter(service.type(), "implementation");
        if (method.result() == null && method.kind() != MethodModel.Kind.ASYNCHRONOUS) {
            return builder.beginControlFlow("return arguments ->")
                    .addStatement("implementation.$N($L)", method.name(), arguments)
                    .addStatement("return null")
                    .addCode("$<};\n")
                    .build();
        }
        return builder.addStatement("return arguments -> implementation.$N($L)", method.name(), arguments)
                .build();
    }
}
