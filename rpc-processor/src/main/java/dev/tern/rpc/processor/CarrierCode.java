package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.processor.MethodModel.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.lang.model.element.Modifier;

/** The class that carries the arguments of one method. */
final class CarrierCode {

    private final MethodModel method;
    private final ClassName name;
    private final BodyCode body;

    CarrierCode(ServiceModel service, MethodModel method, ValueCode values) {
        this.method = method;
        this.name = service.generated("Codecs").nestedClass(method.carrier());
        this.body = BodyCode.ofParameters(values, method.parameters());
    }

    TypeSpec generate() {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc("The arguments of $L.\n", method.signature())
                .addModifiers(Modifier.STATIC, Modifier.FINAL)
                .addSuperinterface(Arguments.class);
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder();
        for (Parameter parameter : method.parameters()) {
            type.addField(parameter.type().java(), parameter.name(), Modifier.FINAL);
            constructor.addParameter(parameter.type().java(), parameter.name());
            constructor.addStatement("this.$N = $N", parameter.name(), parameter.name());
        }
        type.addMethod(constructor.build())
                .addMethod(read().addCode(body.read())
                        .addStatement("return new $T($L)", name, arguments())
                        .build())
                .addMethod(read().addParameter(Plan.class, "plan")
                        .addCode(body.resolve(false))
                        .addStatement("return new $T($L)", name, arguments())
                        .build())
                .addMethod(write())
                .addMethod(method("size", int.class)
                        .addStatement("return $L", method.parameters().size())
                        .build())
                .addMethod(byIndex("name", String.class, parameter -> CodeBlock.of("$S", parameter.name())))
                .addMethod(byIndex("get", Object.class, parameter -> field(parameter.name())));
        if (method.parameters().stream().anyMatch(parameter -> parameter.marks().isSensitive())) {
            type.addMethod(sensitive());
        }
        return type.build();
    }

    /** Which arguments must not be shown. */
    private MethodSpec sensitive() {
        List<CodeBlock> conditions = new ArrayList<>();
        for (int i = 0; i < method.parameters().size(); i++) {
            if (method.parameters().get(i).marks().isSensitive()) {
                conditions.add(CodeBlock.of("index == $L", i));
            }
        }
        return method("sensitive", boolean.class)
                .addParameter(int.class, "index")
                .addStatement("return $L", conditions.stream().collect(CodeBlock.joining(" || ")))
                .build();
    }

    private CodeBlock arguments() {
        return body.locals(method.parameters().stream().map(Parameter::name).toList());
    }

    private MethodSpec.Builder read() {
        return MethodSpec.methodBuilder("read")
                .addModifiers(Modifier.STATIC)
                .returns(name)
                .addParameter(ValueCode.INPUT, "in");
    }

    private MethodSpec write() {
        return method("write", void.class)
                .addParameter(ValueCode.OUTPUT, "out")
                .addCode(body.write())
                .build();
    }

    private MethodSpec byIndex(String methodName, Class<?> result, Function<Parameter, CodeBlock> value) {
        MethodSpec.Builder builder = method(methodName, result).addParameter(int.class, "index");
        List<Parameter> parameters = method.parameters();
        if (parameters.isEmpty()) {
            return builder.addStatement("throw new $T(index)", IndexOutOfBoundsException.class)
                    .build();
        }
        builder.beginControlFlow("return switch (index)");
        for (int i = 0; i < parameters.size(); i++) {
            builder.addStatement("case $L -> $L", i, value.apply(parameters.get(i)));
        }
        return builder.addStatement("default -> throw new $T(index)", IndexOutOfBoundsException.class)
                .addCode("$<};\n")
                .build();
    }

    private static CodeBlock field(String parameter) {
        return CodeBlock.of("$L$N", parameter.equals("index") ? "this." : "", parameter);
    }

    private static MethodSpec.Builder method(String methodName, Class<?> result) {
        return MethodSpec.methodBuilder(methodName)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(result);
    }
}
