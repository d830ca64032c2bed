package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.processor.SentType.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code that writes or reads the body of an object: arguments, a result, a struct.
 *
 * <pre>
 * null bits    one per reference, lowest first; 1: present
 * primitives   in order, with one reservation together with the null bits
 * references   those present, in order
 * </pre>
 *
 * A struct or a result stands in the variable {@code value}.
 */
final class BodyCode {

    private final ValueCode values;
    private final List<Slot> slots;
    private final List<Slot> primitives = new ArrayList<>();
    private final List<Slot> references = new ArrayList<>();

    private BodyCode(ValueCode values, List<Slot> slots) {
        this.values = values;
        this.slots = slots;
        slots.forEach(slot -> (slot.type.nullable() ? references : primitives).add(slot));
    }

    /** The parameters of a method, which stand in fields of their carrier. */
    static BodyCode ofParameters(ValueCode values, List<MethodModel.Parameter> parameters) {
        VariableNames locals = locals(List.of("in"), parameters.size());
        parameters.forEach(parameter -> locals.refer(parameter.type(), parameter.marks()));
        List<String> fields = VariableNames.ofFields(parameters);
        List<Slot> slots = new ArrayList<>();
        for (MethodModel.Parameter parameter : parameters) {
            String name = parameter.name();
            String field = fields.get(slots.size());
            String access = field.equals("out") ? "this.out" : field;
            CodeBlock absent = parameter.marks().absent();
            slots.add(new Slot(name, locals.of(name), parameter.type(), access, true, absent));
        }
        return new BodyCode(values, slots);
    }

    /** The properties of a struct. */
    static BodyCode ofProperties(ValueCode values, List<Codec.Property> properties) {
        VariableNames locals = locals(List.of("in", "out", "value"), properties.size());
        properties.forEach(property -> locals.refer(property.type(), property.marks()));
        List<Slot> slots = new ArrayList<>();
        for (Codec.Property property : properties) {
            String name = property.name();
            CodeBlock absent = property.marks().absent();
            slots.add(new Slot(name, locals.of(name), property.type(), "value." + property.access(), false, absent));
        }
        return new BodyCode(values, slots);
    }

    /** A result. */
    static BodyCode ofResult(ValueCode values, SentType type) {
        return new BodyCode(values, List.of(new Slot("value", "value", type, "value", true, null)));
    }

    /** The names that are left for the variables of that many values. */
    private static VariableNames locals(List<String> taken, int values) {
        List<String> all = new ArrayList<>(taken);
        all.addAll(List.of("plan", "nulls", "step", "failure", "present"));
        for (int i = 0; i < values / 8 + 1; i++) {
            all.add("present" + i);
        }
        return new VariableNames(all);
    }

    /** The local variables that these values are read into. */
    CodeBlock locals(List<String> names) {
        return names.stream().map(name -> CodeBlock.of("$N", local(name))).collect(CodeBlock.joining(", "));
    }

    /** The local variable that a value is read into. */
    String local(String name) {
        return slots.stream().filter(slot -> slot.name.equals(name)).findFirst().orElseThrow().local;
    }

    CodeBlock write() {
        CodeBlock.Builder code = CodeBlock.builder();
        for (Slot slot : references) {
            if (!slot.isVariable) {
                code.addStatement("$T $N = $L", slot.type.java(), slot.local, slot.access);
            }
        }
        int nullBytes = (references.size() + 7) / 8;
        if (nullBytes + primitives.size() > 0) {
            code.addStatement(
                    "out.reserve($L)",
                    ValueCode.reservation(
                            nullBytes,
                            primitives.stream()
                                    .map(slot -> ((Primitive) slot.type).kind())
                                    .toList()));
        }
        for (int i = 0; i < nullBytes; i++) {
            code.addStatement("out.putByte($L)", nullBits(i));
        }
        for (Slot slot : primitives) {
            code.addStatement("out.put$L($L)", ((Primitive) slot.type).kind().accessor(), slot.access);
        }
        for (Slot slot : references) {
            code.beginControlFlow("if ($N != null)", slot.variable());
            code.add(values.write(slot.type, slot.variable()));
            code.endControlFlow();
        }
        return code.build();
    }

    private CodeBlock nullBits(int index) {
        List<Slot> of = references.subList(8 * index, Math.min(references.size(), 8 * index + 8));
        List<CodeBlock> bits = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            String format = of.size() == 1 ? "$N == null ? 0 : $L" : "($N == null ? 0 : $L)";
            bits.add(CodeBlock.of(format, of.get(i).variable(), 1 << i));
        }
        return bits.stream().collect(CodeBlock.joining("$W| "));
    }

    CodeBlock read() {
        CodeBlock.Builder code = CodeBlock.builder();
        int nullBytes = (references.size() + 7) / 8;
        for (int i = 0; i < nullBytes; i++) {
            code.addStatement("int $L = in.getByte()", present(i, nullBytes));
        }
        for (Slot slot : primitives) {
            code.addStatement("$T $N = $L", slot.type.java(), slot.local, values.read(slot.type));
        }
        for (int i = 0; i < references.size(); i++) {
            Slot slot = references.get(i);
            code.addStatement(
                    "$T $N = ($L & $L) == 0 ? null : $L",
                    slot.type.java(),
                    slot.local,
                    present(i / 8, nullBytes),
                    1 << i % 8,
                    values.read(slot.type));
        }
        return code.build();
    }

    /** Reads what another contract's writer sends: its steps, as they come, into the slots of this side. */
    CodeBlock resolve(boolean isRecursive) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            code.addStatement("$T $N = $L", slot.type.java(), slot.local, values.absent(slot.type, i, slot.absent));
        }
        if (isRecursive) {
            code.addStatement("in.enter()");
        }
        code.addStatement("int nulls = plan.begin(in)");
        code.addStatement("int step = 0");
        code.beginControlFlow("try");
        code.beginControlFlow("for (; step < plan.steps(); step++)");
        code.beginControlFlow("switch (plan.next(in, nulls, step))");
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            code.addStatement("case $L -> $N = $L", i, slot.local, values.resolve(slot.type, CodeBlock.of("step")));
        }
        code.add("default -> {}\n").endControlFlow().endControlFlow();
        code.nextControlFlow("catch ($T failure)", DecodingException.class);
        code.addStatement("throw plan.failed(step, failure)").endControlFlow();
        if (isRecursive) {
            code.addStatement("in.exit()");
        }
        return code.build();
    }

    private static String present(int index, int of) {
        return of == 1 ? "present" : "present" + index;
    }

    /**
     * A value of the body.
     *
     * @param name what it is called in source
     * @param local the variable it is read into, and written from unless it stands in one already
     * @param access the expression that tells it
     * @param isVariable whether that is a variable that never changes
     * @param absent the expression of what it is if the writer does not have it; null for what all of its type are
     */
    private record Slot(
            String name,
            String local,
            SentType type,
            String access,
            boolean isVariable,
            @Nullable CodeBlock absent) {
        String variable() {
            return isVariable ? access : local;
        }
    }
}
