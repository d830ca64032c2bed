package dev.tern.rpc.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.ExactType;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** The pairs of methods that write and read a type. */
final class CodecCode {

    private final CodecNames names;
    private final ValueCode values;
    private final ContainerCode containers;
    private final UnionCode unions;
    private final Set<SentType.Coded> recursive;

    /**
     * The code of a service's codecs.
     *
     * @param recursive the types that can contain themselves
     */
    CodecCode(CodecNames names, ValueCode values, Set<SentType.Coded> recursive) {
        this.names = names;
        this.values = values;
        this.containers = new ContainerCode(names, values);
        this.unions = new UnionCode(names);
        this.recursive = recursive;
    }

    /** The pair of a type. */
    void add(TypeSpec.Builder type, Codec codec) {
        String name = names.of(codec.type());
        TypeName java = codec.type().java();
        MethodSpec.Builder read = reader(name, java).addCode(readBody(codec));
        MethodSpec.Builder resolve = reader(name, java)
                .addParameter(Plan.class, "plan")
                .beginControlFlow("if (plan == null)")
                .addStatement("return read$L(in)", name)
                .endControlFlow()
                .addCode(resolveBody(codec));
        if (java instanceof ArrayTypeName array && leaf(array) instanceof ParameterizedTypeName) {
            read.addAnnotation(GeneratedTypes.suppress("rawtypes", "unchecked"));
            resolve.addAnnotation(GeneratedTypes.suppress("rawtypes", "unchecked"));
        }
        type.addMethod(writer(name, java).addCode(writeBody(codec)).build());
        type.addMethod(read.build());
        type.addMethod(resolve.build());
    }

    /** The pair of a result. */
    void addResult(TypeSpec.Builder type, String name, SentType result) {
        BodyCode body = BodyCode.ofResult(values, result);
        type.addMethod(writer(name, result.java()).addCode(body.write()).build());
        MethodSpec.Builder read = reader(name, result.java());
        if (result instanceof SentType.Primitive) {
            read.addStatement("return $L", values.read(result));
        } else {
            read.addStatement("return (in.getByte() & 1) == 0 ? null : $L", values.read(result));
        }
        type.addMethod(read.build());
        type.addMethod(reader(name, result.java())
                .addParameter(Plan.class, "plan")
                .addCode(body.resolve(false))
                .addStatement("return value")
                .build());
    }

    private CodeBlock writeBody(Codec codec) {
        if (codec instanceof Codec.Struct struct) {
            return writeStruct(struct);
        } else if (codec instanceof Codec.Enumeration enumeration) {
            return CodeBlock.of("$L.write(out, value);\n", names.constant(enumeration));
        } else if (codec instanceof Codec.Union union) {
            return unions.write(union);
        } else if (codec instanceof Codec.Elements elements) {
            return containers.write(elements);
        } else if (codec instanceof Codec.Entries entries) {
            return containers.write(entries);
        } else if (codec instanceof Codec.Array array) {
            return containers.write(array);
        }
        return containers.write((Codec.Maybe) codec);
    }

    private CodeBlock readBody(Codec codec) {
        if (codec instanceof Codec.Struct struct) {
            return readStruct(struct);
        } else if (codec instanceof Codec.Enumeration enumeration) {
            return CodeBlock.of("return $L.read(in);\n", names.constant(enumeration));
        } else if (codec instanceof Codec.Union union) {
            return unions.read(union);
        } else if (codec instanceof Codec.Elements elements) {
            return containers.read(elements);
        } else if (codec instanceof Codec.Entries entries) {
            return containers.read(entries);
        } else if (codec instanceof Codec.Array array) {
            return containers.read(array);
        }
        return containers.read((Codec.Maybe) codec);
    }

    private CodeBlock resolveBody(Codec codec) {
        if (codec instanceof Codec.Struct struct) {
            BodyCode body = BodyCode.ofProperties(values, struct.properties());
            boolean isRecursive = recursive.contains(struct.type());
            return body.resolve(isRecursive).toBuilder()
                    .add(construct(struct, body))
                    .build();
        } else if (codec instanceof Codec.Enumeration enumeration) {
            return CodeBlock.of("return $L.constant(plan.constant(in));\n", names.constant(enumeration));
        } else if (codec instanceof Codec.Union union) {
            return unions.resolve(union);
        } else if (codec instanceof Codec.Elements elements) {
            return containers.resolve(elements);
        } else if (codec instanceof Codec.Entries entries) {
            return containers.resolve(entries);
        } else if (codec instanceof Codec.Array array) {
            return containers.resolve(array);
        }
        return containers.resolve((Codec.Maybe) codec);
    }

    private CodeBlock writeStruct(Codec.Struct struct) {
        boolean isEmpty = struct.properties().isEmpty();
        CodeBlock body = isEmpty
                ? CodeBlock.of("out.putEmpty();\n")
                : BodyCode.ofProperties(values, struct.properties()).write();
        if (struct.isOpen()) {
            TypeName java = struct.type().java();
            TypeName raw = java instanceof ParameterizedTypeName generic ? generic.rawType() : java;
            body = CodeBlock.of("$T.check(value, $T.class);\n$L", ExactType.class, raw, body);
        } else if (isEmpty) { // no property to fail at a null, which a change while it is written can put in
            body = CodeBlock.of("$T.requireNonNull(value);\n$L", Objects.class, body);
        }
        return recursive.contains(struct.type()) ? CodeBlock.of("out.enter();\n$Lout.exit();\n", body) : body;
    }

    private CodeBlock readStruct(Codec.Struct struct) {
        boolean isRecursive = recursive.contains(struct.type());
        BodyCode body = BodyCode.ofProperties(values, struct.properties());
        CodeBlock.Builder code = CodeBlock.builder();
        if (isRecursive) {
            code.addStatement("in.enter()");
        }
        code.add(struct.properties().isEmpty() ? CodeBlock.of("in.getEmpty();\n") : body.read());
        if (isRecursive) {
            code.addStatement("in.exit()");
        }
        return code.add(construct(struct, body)).build();
    }

    /** Makes the object of what was read. */
    private static CodeBlock construct(Codec.Struct struct, BodyCode body) {
        TypeName java = struct.type().java();
        CodeBlock.Builder code = CodeBlock.builder();
        if (struct.construction() instanceof Codec.Construction.ByConstructor byConstructor) {
            return code.addStatement("return new $T($L)", java, body.locals(byConstructor.arguments()))
                    .build();
        }
        code.addStatement("$T value = new $T()", java, java);
        for (Codec.Setter setter : ((Codec.Construction.BySetters) struct.construction()).setters()) {
            String format = setter.isField() ? "value.$N = $N" : "value.$N($N)";
            code.addStatement(format, setter.method(), body.local(setter.property()));
        }
        return code.addStatement("return value").build();
    }

    private static TypeName leaf(TypeName type) {
        return type instanceof ArrayTypeName array ? leaf(array.componentType()) : type;
    }

    private static MethodSpec.Builder writer(String name, TypeName java) {
        return MethodSpec.methodBuilder("write" + name)
                .addModifiers(Modifier.STATIC)
                .addParameter(ValueCode.OUTPUT, "out")
                .addParameter(java, "value");
    }

    private static MethodSpec.Builder reader(String name, TypeName java) {
        return MethodSpec.methodBuilder("read" + name)
                .addModifiers(Modifier.STATIC)
                .returns(java)
                .addParameter(ValueCode.INPUT, "in");
    }
}
