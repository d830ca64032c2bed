package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import dev.tern.rpc.kernel.MethodDescriptor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Writes {@code OrderServiceCodecs}: the descriptors, the carriers of arguments and the codecs of all types that are sent. */
final class CodecsGenerator {

    /** Each takes up to 8 bytes of the 64 KB that the class's initializer can have. */
    private static final int MAX_INLINE_CONSTANTS = 2000;

    /** Methods and their exceptions; each takes up to 100 bytes of the same. */
    private static final int MAX_INLINE_METHODS = 300;

    private CodecsGenerator() {}

    static JavaFile generate(ServiceModel service) {
        CodecNames names = new CodecNames(service);
        ValueCode values = new ValueCode(names);
        DescriptorCode descriptors = new DescriptorCode(service, names);
        CodecCode codecs = new CodecCode(names, values, recursive(service));
        TypeSpec.Builder type = GeneratedTypes.classBuilder(service, service.generated("Codecs"))
                .addJavadoc(
                        "What {@link $T} sends: its methods, their arguments and the types that these reach.\n",
                        service.type());
        type.addField(descriptors.name());
        addMethods(type, service, descriptors);
        type.addField(descriptors.service());
        names.customs().forEach((name, custom) -> type.addField(descriptors.custom(name, custom)));
        addEnums(type, names);
        type.addMethod(
                MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
        names.results().forEach((name, result) -> codecs.addResult(type, name, result));
        service.codecs().forEach(codec -> codecs.add(type, codec));
        service.methods().forEach(method -> type.addType(new CarrierCode(service, method, values).generate()));
        return GeneratedTypes.file(service, type.build());
    }

    /** The constants of methods; so many that one initializer cannot hold them stand in a method each. */
    private static void addMethods(TypeSpec.Builder type, ServiceModel service, DescriptorCode descriptors) {
        int parts = service.methods().stream()
                .mapToInt(method -> 1 + method.exceptions().size())
                .sum();
        for (MethodModel method : service.methods()) {
            CodeBlock made = descriptors.creation(method);
            String name = "descriptorOf" + method.constant();
            boolean isInline = parts <= MAX_INLINE_METHODS;
            type.addField(descriptors.method(method, isInline ? made : CodeBlock.of("$L()", name)));
            if (!isInline) {
                type.addMethod(MethodSpec.methodBuilder(name)
                        .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                        .returns(MethodDescriptor.class)
                        .addStatement("return $L", made)
                        .build());
            }
        }
    }

    /** The constants of enums; so many names that one initializer cannot hold them stand in a method for each enum. */
    private static void addEnums(TypeSpec.Builder type, CodecNames names) {
        int constants = names.enums().values().stream()
                .mapToInt(enumeration -> enumeration.constants().size())
                .sum();
        boolean isInline = constants <= MAX_INLINE_CONSTANTS;
        names.enums().forEach((name, enumeration) -> {
            CodeBlock made = EnumCode.creation(enumeration);
            String method = "codecOf" + names.of(enumeration.type());
            type.addField(EnumCode.field(name, enumeration, isInline ? made : CodeBlock.of("$L()", method)));
            if (!isInline) {
                type.addMethod(EnumCode.method(method, enumeration, made));
            }
        });
    }

    /** The types that can contain themselves, so that their depth has to be watched. */
    private static Set<SentType.Coded> recursive(ServiceModel service) {
        Map<SentType, Codec> codecs = new HashMap<>();
        service.codecs().forEach(codec -> codecs.put(codec.type(), codec));
        Set<SentType.Coded> recursive = new HashSet<>();
        for (Codec codec : service.codecs()) {
            Set<SentType.Coded> reached = new HashSet<>();
            reach(codec, codecs, reached);
            if (reached.contains(codec.type())) {
                recursive.add(codec.type());
            }
        }
        return recursive;
    }

    private static void reach(Codec from, Map<SentType, Codec> codecs, Set<SentType.Coded> reached) {
        for (SentType part : from.parts()) {
            Codec next = codecs.get(part);
            if (next != null && reached.add(next.type())) {
                reach(next, codecs, reached);
            }
        }
    }
}
