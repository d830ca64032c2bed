package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.io.CustomCodec;
import dev.tern.rpc.kernel.ContractResource;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.processor.MethodModel.Policy;
import java.util.List;
import javax.lang.model.element.Modifier;

/** The constants that describe the service and its methods. */
final class DescriptorCode {

    private final ServiceModel service;
    private final CodecNames names;
    private final ClassName codecs;

    DescriptorCode(ServiceModel service, CodecNames names) {
        this.service = service;
        this.names = names;
        this.codecs = service.generated("Codecs");
    }

    FieldSpec name() {
        return FieldSpec.builder(String.class, "NAME", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$S", service.service())
                .build();
    }

    FieldSpec service() {
        CodeBlock methods = service.methods().stream()
                .map(method -> CodeBlock.of("$N", method.constant()))
                .collect(CodeBlock.joining(",\n"));
        if (service.methods().size() > 1) {
            methods = CodeBlock.of("\n$>$>$L$<$<", methods);
        }
        return constant(ServiceDescriptor.class, "SERVICE")
                .addJavadoc("The contract.\n")
                .initializer(
                        "new $T(\n$>$>NAME,\n$S, // group\n$S, // version\n0x$LL, // contract hash\n$T.of($T.class),\n$T.of($L))$<$<",
                        ServiceDescriptor.class,
                        service.group(),
                        service.version(),
                        "%016x".formatted(service.contract().hash()),
                        ContractResource.class,
                        service.type(),
                        List.class,
                        methods)
                .build();
    }

    /** The constant of a method. */
    FieldSpec method(MethodModel method, CodeBlock initializer) {
        return constant(MethodDescriptor.class, method.constant())
                .initializer(initializer)
                .build();
    }

    /** What makes its value. */
    CodeBlock creation(MethodModel method) {
        CodeBlock.Builder code = CodeBlock.builder()
                .add("$T.builder(NAME, $L, $S)\n$>$>", MethodDescriptor.class, method.number(), method.signature());
        if (method.kind() == MethodModel.Kind.ONE_WAY) {
            code.add(".oneWay()\n");
        } else if (method.kind() == MethodModel.Kind.ASYNCHRONOUS) {
            code.add(".asynchronous()\n");
        }
        if (!method.policy().equals(Policy.STANDARD)) {
            code.add(".policy($L)\n", PolicyCode.of(method.policy()));
        }
        if (method.result() != null) {
            String name = names.ofResult(method.result());
            code.add(
                    ".result(\n$>$>$T::write$L,\n$T::read$L,\n$T::read$L)\n$<$<",
                    codecs,
                    name,
                    codecs,
                    name,
                    codecs,
                    name);
        }
        for (MethodModel.ThrownException exception : method.exceptions()) {
            String name = names.of(exception.type());
            code.add(
                    ".exception(\n$>$>$T.class,\n$T::write$L,\n$T::read$L,\n$T::read$L)\n$<$<",
                    exception.java(),
                    codecs,
                    name,
                    codecs,
                    name,
                    codecs,
                    name);
        }
        ClassName carrier = codecs.nestedClass(method.carrier());
        code.add(".arguments($T::read, $T::read)$<$<", carrier, carrier);
        return code.build();
    }

    /** The codec of a type that has a serializer of the user's. */
    FieldSpec custom(String name, SentType.Custom type) {
        TypeName codec = ParameterizedTypeName.get(ClassName.get(CustomCodec.class), type.java());
        return FieldSpec.builder(codec, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(
                        "$T.of(\n$>$>$T.class,\n$S,\n$T::new)$<$<",
                        CustomCodec.class,
                        type.raw(),
                        type.serializer().canonicalName(),
                        type.serializer())
                .build();
    }

    private static FieldSpec.Builder constant(Class<?> type, String name) {
        return FieldSpec.builder(type, name, Modifier.STATIC, Modifier.FINAL);
    }
}
