package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.processor.MethodModel.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import javax.lang.model.element.Modifier;

/** The class that carries the arguments of one method. */
final class CarrierCode {

    private final MethodModel method;
    private final ClassName name;
    private final BodyCode body;
    private final List<String> fields;

    CarrierCode(ServiceModel service, MethodModel method, ValueCode values) {
        this.method = method;
        this.name = service.generated("Codecs").nestedClass(method.carrier());
        this.fields = VariableNames.ofFields(method.parameters());
        this.body = BodyCode.ofParameters(values, method.parameters());
    }

    TypeSpec generate() {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc("The arguments of $L.\n", method.signature())
                .addModifiers(Modifier.STATIC, Modifier.FINAL)
                .addSuperinterface(Arguments.class);
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder();
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            TypeName java = method.parameters().get(i).type().java();
            type.addField(java, field, Modifier.FINAL);
            constructor.addParameter(java, field);
            constructor.addStatement("this.$N = $N", field, field);
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
                .addMethod(byIndex(
                        "name",
                        String.class,
                        i -> CodeBlock.of("$S", method.parameters().get(i).name())))
                .addMethod(byIndex("get", Object.class, i -> field(fields.get(i))));
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

    private MethodSpec byIndex(String methodName, Class<?> result, IntFunction<CodeBlock> value) {
        MethodSpec.Builder builder = method(methodName, result).addParameter(int.class, "index");
        if (fields.isEmpty()) {
            return builder.addStatement("throw new $T(index)", IndexOutOfBoundsException.class)
                    .build();
        }
        builder.beginControlFlow("return switch (index)");
        for (int i = 0; i < fields.size(); i++) {
            builder.addStatement("case $L -> $L", i, value.apply(i));
        }
        return builder.addStatement("default -> throw new $T(index)", IndexOutOfBoundsException.class)
                .addCode("$<};\n")
                .build();
    }

    private static CodeBlock field(String name) {
        return CodeBlock.of("$L$N", name.equals("index") ? "this." : "", name);
    }

    private static MethodSpec.Builder method(String methodName, Class<?> result) {
        return MethodSpec.methodBuilder(methodName)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(result);
    }
}
