package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.concurrent.CompletableFuture;
import javax.lang.model.element.Modifier;

/** Writes {@code OrderServiceStub}: what a client calls. */
final class StubGenerator {

    private StubGenerator() {}

    static JavaFile generate(ServiceModel service) {
        TypeSpec.Builder type = GeneratedTypes.classBuilder(service, service.generated("Stub"), Modifier.PUBLIC)
                .addJavadoc("Calls {@link $T} over the network.\n", service.type())
                .addSuperinterface(service.type())
                .alwaysQualify(service.surroundings().inheritedTypes().toArray(String[]::new));
        StubCode.addBindings(service, type);
        for (MethodModel method : service.methods()) {
            type.addMethod(method(service, method));
        }
        return GeneratedTypes.file(service, type.build());
    }

    private static MethodSpec method(ServiceModel service, MethodModel method) {
        boolean isFuture = method.kind() == MethodModel.Kind.ASYNCHRONOUS;
        TypeName result =
                method.result() == null ? TypeName.VOID : method.result().java();
        if (isFuture) {
            result = ParameterizedTypeName.get(ClassName.get(CompletableFuture.class), method.boxedResult());
        }
        MethodSpec.Builder builder = GeneratedTypes.methodBuilder(method, result)
                .addJavadoc("$L\n", PolicyWords.of(method))
                .addAnnotation(Override.class);
        method.exceptions().forEach(exception -> builder.addException(exception.java()));
        String answer = result.equals(TypeName.VOID) ? "" : "return ";
        return builder.addStatement("$L$L", answer, StubCode.call(service, method, isFuture ? "callAsync" : "call"))
                .build();
    }
}
