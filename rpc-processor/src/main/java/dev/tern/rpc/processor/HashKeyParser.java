package dev.tern.rpc.processor;

import dev.tern.rpc.HashKey;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.MethodPolicy;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Finds the parameter by whose value an endpoint is chosen. */
final class HashKeyParser {

    private static final Set<String> STABLE = Set.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.String",
            "java.util.UUID",
            "java.math.BigInteger",
            "java.math.BigDecimal");

    /** Strategies that do not look at it; one of the user's may. */
    private static final Set<String> UNAWARE = Set.of(
            LoadBalance.POWER_OF_TWO, LoadBalance.ROUND_ROBIN, LoadBalance.WEIGHTED_RANDOM, LoadBalance.LEAST_ACTIVE);

    private final Access access;
    private final Problems problems;

    HashKeyParser(Access access, Problems problems) {
        this.access = access;
        this.problems = problems;
    }

    /**
     * Its place; {@link MethodPolicy#NO_HASH_KEY} if there is none. Notes what is wrong with it.
     *
     * @param signature the method's types as a member of the service
     * @param strategy by which endpoints are chosen for the method; null if no annotation says it
     */
    int parse(ExecutableElement method, ExecutableType signature, @Nullable String strategy) {
        int found = MethodPolicy.NO_HASH_KEY;
        List<? extends VariableElement> parameters = method.getParameters();
        for (int i = 0; i < parameters.size(); i++) {
            VariableElement parameter = parameters.get(i);
            if (Annotations.find(parameter, HashKey.class) == null) {
                continue;
            }
            if (found != MethodPolicy.NO_HASH_KEY) {
                String first = Names.simple(parameters.get(found));
                add(Diagnostic.SECOND_HASH_KEY, parameter, Names.subject(method), first, Names.simple(parameter));
                continue;
            }
            found = i;
            TypeMirror type = signature.getParameterTypes().get(i);
            if (!isStable(type)) {
                add(Diagnostic.UNSTABLE_HASH_KEY, parameter, Names.simple(parameter), Names.simple(type));
            } else if (strategy == null || UNAWARE.contains(strategy)) {
                add(Diagnostic.UNUSED_HASH_KEY, parameter, Names.simple(parameter));
            }
        }
        checkMethodsOwn(method, found);
        return found;
    }

    private void checkMethodsOwn(ExecutableElement method, int found) {
        LoadBalance own = method.getAnnotation(LoadBalance.class);
        if (own != null && own.strategy().equals(LoadBalance.CONSISTENT_HASH) && found == MethodPolicy.NO_HASH_KEY) {
            problems.add(
                    Diagnostic.NO_HASH_KEY, method, Annotations.find(method, LoadBalance.class), Names.subject(method));
        }
    }

    private boolean isStable(TypeMirror type) {
        if (!(type instanceof DeclaredType declared)) {
            return type.getKind().isPrimitive();
        }
        return declared.asElement().getKind() == ElementKind.ENUM
                || STABLE.contains(TypeNames.qualified(declared))
                || access.elements()
                        .getPackageOf(declared.asElement())
                        .getQualifiedName()
                        .contentEquals("java.time");
    }

    private void add(Diagnostic what, VariableElement parameter, Object... arguments) {
        problems.add(what, parameter, Annotations.find(parameter, HashKey.class), arguments);
    }
}
