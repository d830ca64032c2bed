package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.StubBinder;
import javax.lang.model.element.Modifier;

/** What both stubs are made of: a binding per method, bound by the constructor. */
final class StubCode {

    private StubCode() {}

    /** The fields and the constructor. */
    static void addBindings(ServiceModel service, TypeSpec.Builder type) {
        ClassName codecs = service.generated("Codecs");
        String binder =
                service.methods().stream().anyMatch(method -> method.id().equals("binder")) ? "bindings" : "binder";
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder()
                .addJavadoc("Connects each method with what calls it.\n")
                .addModifiers(Modifier.PUBLIC)
                .addParameter(StubBinder.class, binder);
        for (MethodModel method : service.methods()) {
            type.addField(MethodBinding.class, method.id(), Modifier.PRIVATE, Modifier.FINAL);
            constructor.addStatement(
                    "$N = $N.bind($T.SERVICE, $T.$N)", method.id(), binder, codecs, codecs, method.constant());
        }
        type.addMethod(constructor.build());
    }

    /** {@code get.call(new OrderServiceCodecs.GetArguments(id))}. */
    static CodeBlock call(ServiceModel service, MethodModel method, String how) {
        boolean isHidden = method.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals(method.id()));
        return CodeBlock.of(
                "$L$N.$L(new $T($L))",
                isHidden ? "this." : "",
                method.id(),
                how,
                service.generated("Codecs").nestedClass(method.carrier()),
                GeneratedTypes.parameterNames(method));
    }
}
