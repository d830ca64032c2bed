package dev.tern.rpc.processor;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.tern.rpc.kernel.GeneratedContract;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** What all generated types have in common. */
final class GeneratedTypes {

    private GeneratedTypes() {}

    /** A public final class, or one for its package only, with its annotations. */
    static TypeSpec.Builder classBuilder(ServiceModel service, ClassName name, Modifier... modifiers) {
        return annotate(
                service, TypeSpec.classBuilder(name).addModifiers(modifiers).addModifiers(Modifier.FINAL));
    }

    /** Adds the annotations. */
    static TypeSpec.Builder annotate(ServiceModel service, TypeSpec.Builder type) {
        if (service.surroundings().annotatesGenerated()) {
            type.addAnnotation(AnnotationSpec.builder(ClassName.get("javax.annotation.processing", "Generated"))
                    .addMember("value", "$S", RpcProcessor.class.getName())
                    .build());
        }
        type.addAnnotation(AnnotationSpec.builder(GeneratedContract.class)
                .addMember("apiLevel", "$L", GeneratedContract.CURRENT_LEVEL)
                .build());
        List<String> unwarned = new ArrayList<>();
        if (service.surroundings().usesDeprecated()) {
            unwarned.add("deprecation");
            unwarned.add("removal");
        }
        if (!service.isPublic()) {
            unwarned.add("exports");
        }
        if (!unwarned.isEmpty()) {
            type.addAnnotation(suppress(unwarned.toArray(String[]::new)));
        }
        return type;
    }

    /** The annotation that silences these warnings. */
    static AnnotationSpec suppress(String... warnings) {
        CodeBlock all = List.of(warnings).stream()
                .map(warning -> CodeBlock.of("$S", warning))
                .collect(CodeBlock.joining(", ", warnings.length > 1 ? "{" : "", warnings.length > 1 ? "}" : ""));
        return AnnotationSpec.builder(SuppressWarnings.class)
                .addMember("value", all)
                .build();
    }

    /** The source of a type. */
    static JavaFile file(ServiceModel service, TypeSpec type) {
        return JavaFile.builder(service.type().packageName(), type)
                .indent("    ")
                .skipJavaLangImports(!service.surroundings().hidesJavaLang())
                .build();
    }

    /** A method of a stub or of the asynchronous twin, with the parameters of the contract's method. */
    static MethodSpec.Builder methodBuilder(MethodModel method, TypeName result) {
        MethodSpec.Builder builder = MethodSpec.methodBuilder(method.name())
                .addModifiers(Modifier.PUBLIC)
                .returns(result)
                .varargs(method.isVarargs());
        method.parameters()
                .forEach(parameter -> builder.addParameter(parameter.type().java(), parameter.name()));
        if (method.isVarargs() && !isReifiable(method)) {
            builder.addAnnotation(suppress("unchecked"));
        }
        return builder;
    }

    private static boolean isReifiable(MethodModel method) {
        TypeName last =
                method.parameters().get(method.parameters().size() - 1).type().java();
        return !last.toString().contains("<");
    }

    /** The parameters' names, separated by commas. */
    static CodeBlock parameterNames(MethodModel method) {
        return method.parameters().stream()
                .map(parameter -> CodeBlock.of("$N", parameter.name()))
                .collect(CodeBlock.joining(", "));
    }
}
