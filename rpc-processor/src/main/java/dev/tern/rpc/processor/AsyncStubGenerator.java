package dev.tern.rpc.processor;

import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.TypeSpec;
import javax.lang.model.element.Modifier;

/** Writes {@code OrderServiceAsyncStub}: what a client calls through the asynchronous twin. */
final class AsyncStubGenerator {

    private AsyncStubGenerator() {}

    static JavaFile generate(ServiceModel service) {
        TypeSpec.Builder type = GeneratedTypes.classBuilder(service, service.generated("AsyncStub"), Modifier.PUBLIC)
                .addJavadoc("Calls {@link $T} over the network without waiting.\n", service.type())
                .addSuperinterface(service.generated("Async"));
        StubCode.addBindings(service, type);
        for (MethodModel method : service.methods()) {
            type.addMethod(GeneratedTypes.methodBuilder(method, AsyncGenerator.future(method))
                    .addJavadoc("$L\n", PolicyWords.of(method))
                    .addAnnotation(Override.class)
                    .addStatement("return $L", StubCode.call(service, method, "callAsync"))
                    .build());
        }
        return GeneratedTypes.file(service, type.build());
    }
}
