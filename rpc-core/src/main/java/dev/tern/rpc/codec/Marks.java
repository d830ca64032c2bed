package dev.tern.rpc.codec;

import dev.tern.rpc.HashKey;
import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcUnknown;
import dev.tern.rpc.Sensitive;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Details;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What annotations tell of the parts of a contract beyond their types. */
final class Marks {

    private Marks() {}

    /** The constants of an enum. */
    static ContractEnum enumeration(String name, Class<?> type, Site site) {
        List<ContractEnum.Constant> constants = Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant() && field.getDeclaringClass() == type)
                .map(field -> new ContractEnum.Constant(
                        field.getName(),
                        aliases(List.of(field)),
                        field.isAnnotationPresent(RpcUnknown.class)
                                ? Details.NONE.with(Details.UNKNOWN, "")
                                : Details.NONE))
                .toList();
        List<String> unknown = constants.stream()
                .filter(constant -> constant.details().has(Details.UNKNOWN))
                .map(ContractEnum.Constant::name)
                .toList();
        if (unknown.size() > 1) {
            throw site.problem(
                    "RPC132",
                    "enum " + type.getSimpleName() + " has @RpcUnknown twice, on " + unknown.get(0) + " and on "
                            + unknown.get(1),
                    "Only one constant can stand for those that are not known: keep one.");
        }
        return new ContractEnum(name, constants, Details.NONE);
    }

    /**
     * A property.
     *
     * @param declared where its annotations stand
     */
    static ContractStruct.Property property(String name, ContractType type, List<AnnotatedElement> declared) {
        return new ContractStruct.Property(name, type, aliases(declared), value(declared, Details.NONE));
    }

    /** A parameter. */
    static ContractMethod.Parameter parameter(Parameter parameter, ContractType type) {
        Details name = parameter.isNamePresent() ? Details.NONE.with(Details.NAME, parameter.getName()) : Details.NONE;
        Details start = parameter.isAnnotationPresent(HashKey.class) ? name.with(Details.POLICY + "hashKey", "") : name;
        return new ContractMethod.Parameter(type, value(List.of(parameter), start));
    }

    private static Details value(List<AnnotatedElement> declared, Details start) {
        Details details = start;
        RpcDefault absent = find(declared, RpcDefault.class);
        if (absent != null) {
            details = details.with(Details.DEFAULT, absent.value());
        }
        return find(declared, Sensitive.class) == null ? details : details.with(Details.SENSITIVE, "");
    }

    /** What is told of a method. */
    static Details method(MethodPolicy policy) {
        Details details = policy.idempotent() ? Details.NONE.with(Details.IDEMPOTENT, "") : Details.NONE;
        for (PolicySetting setting : PolicySetting.values()) {
            String text =
                    policy.onMethod().getOrDefault(setting, policy.onService().get(setting));
            if (text != null) {
                String key = setting == PolicySetting.DEADLINE ? Details.DEADLINE : Details.POLICY + setting.key();
                details = details.with(key, text);
            }
        }
        Class<?> fallback = policy.fallback();
        return fallback == null ? details : details.with(Details.POLICY + "fallback", fallback.getName());
    }

    /** The other names of something. */
    static List<String> aliases(List<? extends AnnotatedElement> declared) {
        RpcAlias alias = find(declared, RpcAlias.class);
        return alias == null
                ? List.of()
                : Arrays.stream(alias.value()).distinct().toList();
    }

    /** An annotation of the first of the elements that has it; null if none has. */
    static <A extends Annotation> @Nullable A find(List<? extends AnnotatedElement> declared, Class<A> type) {
        for (AnnotatedElement element : declared) {
            A found = element.getAnnotation(type);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
