package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Form;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is read where nothing is sent: what the contract says, else zero, nothing or empty. */
final class AbsentValue {

    private static final Constant NULL = new Constant(null);

    private AbsentValue() {}

    /** A value that can be shared, because nobody can change it. */
    record Constant(@Nullable Object value) implements Supplier<@Nullable Object> {
        @Override
        public @Nullable Object get() {
            return value;
        }
    }

    /**
     * The value of a slot before anything is read.
     *
     * @param isLacking whether the writer's contract has nothing for it; else only a primitive needs a value, for a null that the writer sends
     */
    static Supplier<?> of(Slot slot, boolean isLacking, Contract contract, Target target) {
        ContractType type = slot.type();
        boolean isNeverNull = Form.isNeverNull(type);
        if ((isLacking || isNeverNull) && slot.absent() != null) {
            return new Constant(parse(type, slot.absent(), contract, target));
        }
        if (isNeverNull) {
            return new Constant(zero(type.toString()));
        }
        return isLacking ? empty(type, contract, target) : NULL;
    }

    private static Object zero(String primitive) {
        return switch (primitive) {
            case "boolean" -> false;
            case "char" -> '\0';
            case "byte" -> (byte) 0;
            case "short" -> (short) 0;
            case "int" -> 0;
            case "long" -> 0L;
            case "float" -> 0f;
            default -> 0d;
        };
    }

    private static Supplier<?> empty(ContractType type, Contract contract, Target target) {
        Form form = Objects.requireNonNull(Form.of(type, contract));
        return switch (form) {
            case ELEMENTS -> {
                Target.Sequence sequence = target.sequence(type);
                yield () -> sequence.begin(0, false);
            }
            case ENTRIES -> {
                Target.Entries entries = target.entries((ContractType.Container) type);
                yield () -> entries.begin(0);
            }
            case OPTIONAL -> {
                Target.Maybe maybe = target.maybe((ContractType.Container) type);
                yield () -> maybe.of(null);
            }
            case BASIC ->
                switch (type.toString()) {
                    case "java.util.OptionalInt" -> new Constant(OptionalInt.empty());
                    case "java.util.OptionalLong" -> new Constant(OptionalLong.empty());
                    case "java.util.OptionalDouble" -> new Constant(OptionalDouble.empty());
                    default -> NULL;
                };
            default -> NULL;
        };
    }

    private static Object parse(ContractType type, String text, Contract contract, Target target) {
        if (Form.of(type, contract) == Form.ENUM) {
            ContractEnum found = Objects.requireNonNull(contract.enumeration(type.toString()));
            List<String> names =
                    found.constants().stream().map(ContractEnum.Constant::name).toList();
            if (!names.contains(text)) {
                throw new IllegalArgumentException(
                        "default '" + text + "' of a " + type + " (expected: one of " + names + ")");
            }
            return target.constants(found).constant(names.indexOf(text));
        }
        return DefaultText.parse(type.toString(), text);
    }
}
