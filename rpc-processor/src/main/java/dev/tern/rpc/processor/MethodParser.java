package dev.tern.rpc.processor;

import static java.util.Comparator.comparing;

import com.palantir.javapoet.ClassName;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.processor.MethodModel.Kind;
import dev.tern.rpc.processor.MethodModel.ThrownException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Turns a method of an interface into its record. */
final class MethodParser {

    private static final String FUTURE = "java.util.concurrent.CompletableFuture";
    private static final Set<String> OF_OBJECT = Set.of("clone", "finalize");
    private static final Set<String> UNNAMED =
            Set.of("java.lang.Throwable", "java.lang.Exception", "java.lang.RuntimeException", "java.lang.Error");

    private final Access access;
    private final TypeParser types;
    private final Problems problems;
    private final TypeElement service;
    private final PolicyParser policies;
    private final MarkParser marks;

    MethodParser(Access access, TypeParser types, Problems problems, TypeElement service) {
        this.access = access;
        this.types = types;
        this.problems = problems;
        this.service = service;
        this.policies = new PolicyParser(access, problems, service);
        this.marks = new MarkParser(access, problems);
    }

    /**
     * The method as a member of the service; null if something is wrong with it or not there yet, which is then noted.
     */
    @Nullable
    ParsedMethod parse(ExecutableElement method, DeclaredType type) {
        access.use(method);
        String name = Names.simple(method);
        String subject = "method '" + name + "'";
        if (!method.getTypeParameters().isEmpty()) {
            add(Diagnostic.GENERIC_METHOD, method, subject);
            return null;
        }
        if (method.getParameters().isEmpty() && OF_OBJECT.contains(name)) {
            add(Diagnostic.RESERVED_METHOD, method, subject);
            return null;
        }
        ExecutableType signature = access.signature(type, method);
        List<MethodModel.Parameter> parameters = parameters(method, signature);
        Result result = result(method, signature.getReturnType());
        List<ThrownException> exceptions = exceptions(method, signature);
        boolean isOneWay = method.getAnnotation(OneWay.class) != null;
        if (isOneWay) {
            checkOneWay(method, signature, exceptions);
        }
        MethodModel.Policy policy = policies.parse(method, signature);
        Kind kind = isOneWay ? Kind.ONE_WAY : result.isFuture ? Kind.ASYNCHRONOUS : Kind.SYNCHRONOUS;
        List<ParsedMethod.Erasure> erasures =
                signature.getParameterTypes().stream().map(this::erasure).toList();
        return new ParsedMethod(
                name,
                erasures,
                kind,
                policy,
                parameters,
                method.isVarArgs(),
                result.type,
                exceptions,
                marks.method(method, policy));
    }

    /** Notes what annotations of the service cannot do for any of its methods. */
    void checkPolicies(List<ExecutableElement> methods) {
        policies.checkService(methods);
    }

    private List<MethodModel.Parameter> parameters(ExecutableElement method, ExecutableType signature) {
        List<MethodModel.Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < method.getParameters().size(); i++) {
            VariableElement parameter = method.getParameters().get(i);
            String name = Names.simple(parameter);
            String step = Names.simple(service) + "." + method.getSimpleName() + "(" + name + ")";
            Site site = Site.of(parameter, "parameter '" + name + "'", step);
            TypeMirror type = signature.getParameterTypes().get(i);
            SentType sent = types.parse(type, site, List.of(parameter));
            if (sent != null) {
                parameters.add(new MethodModel.Parameter(name, sent, marks.parameter(parameter, type, sent, site)));
            }
        }
        return parameters;
    }

    private Result result(ExecutableElement method, TypeMirror type) {
        if (type.getKind() == TypeKind.VOID) {
            return new Result(null, false);
        }
        String name = Names.simple(method);
        Site site = Site.of(method, "the result of '" + name + "'", Names.simple(service) + "." + name);
        if (type.getKind() == TypeKind.DECLARED && type instanceof DeclaredType declared) {
            if (TypeNames.qualified(declared).equals(FUTURE)) {
                return new Result(future(declared, site, method), true);
            }
            if (access.isA(type, "java.util.concurrent.Future")
                    || access.isA(type, "java.util.concurrent.CompletionStage")) {
                addOtherFuture(method, declared);
                return new Result(null, false);
            }
        }
        return new Result(types.parse(type, site, List.of(method)), false);
    }

    /** What a future will hold; null for nothing, or if something is wrong with it. */
    private @Nullable SentType future(DeclaredType type, Site site, ExecutableElement method) {
        if (type.getTypeArguments().isEmpty()) {
            problems.add(Diagnostic.RAW_TYPE, site, site.subject(), "CompletableFuture, which", "CompletableFuture");
            return null;
        }
        TypeMirror value = type.getTypeArguments().get(0);
        if (value.getKind() == TypeKind.WILDCARD) {
            problems.add(
                    Diagnostic.WILDCARD, site, site.subject(), Names.simple(type) + ", where " + Names.simple(value));
            return null;
        }
        boolean isVoid = value.getKind() == TypeKind.DECLARED && access.isA(value, "java.lang.Void");
        return isVoid ? null : types.parse(value, site, List.of(method));
    }

    private void addOtherFuture(ExecutableElement method, DeclaredType type) {
        List<? extends TypeMirror> arguments = type.getTypeArguments();
        String value = arguments.size() == 1 ? Names.simple(arguments.get(0)) : "T";
        add(
                Diagnostic.OTHER_FUTURE,
                method,
                "method '" + method.getSimpleName() + "'",
                Names.simple(type),
                value,
                value,
                Names.simple(service));
    }

    private List<ThrownException> exceptions(ExecutableElement method, ExecutableType signature) {
        List<ThrownException> exceptions = new ArrayList<>();
        for (TypeMirror thrown : signature.getThrownTypes()) {
            if (thrown.getKind() == TypeKind.ERROR) {
                problems.missing(thrown.toString());
            } else if (thrown instanceof DeclaredType declared && !access.isA(thrown, "dev.tern.rpc.RpcException")) {
                addException(exceptions, method, declared);
            }
        }
        return exceptions.stream()
                .distinct()
                .sorted(comparing(exception -> exception.java().canonicalName()))
                .toList();
    }

    private void addException(List<ThrownException> exceptions, ExecutableElement method, DeclaredType type) {
        String name = Names.simple(method);
        if (UNNAMED.contains(TypeNames.qualified(type)) || !access.isA(type, "java.lang.Exception")) {
            add(Diagnostic.UNNAMED_EXCEPTION, method, "method '" + name + "'", Names.simple(type));
            return;
        }
        Site site = Site.of(method, "the exception of '" + name + "'", Names.simple(service) + "." + name);
        SentType.Coded sent = types.parseException(type, site);
        if (sent != null) {
            exceptions.add(new ThrownException(ClassName.get((TypeElement) type.asElement()), sent));
        }
    }

    private void checkOneWay(ExecutableElement method, ExecutableType signature, List<ThrownException> exceptions) {
        String subject = "method '" + method.getSimpleName() + "'";
        TypeMirror result = signature.getReturnType();
        if (result.getKind() != TypeKind.VOID) {
            problems.add(
                    Diagnostic.ONE_WAY_RESULT,
                    method,
                    Annotations.find(method, OneWay.class),
                    subject,
                    Names.simple(result));
        }
        if (!exceptions.isEmpty()) {
            problems.add(
                    Diagnostic.ONE_WAY_EXCEPTION,
                    method,
                    Annotations.find(method, OneWay.class),
                    subject,
                    exceptions.get(0).java().simpleName());
        }
    }

    private ParsedMethod.Erasure erasure(TypeMirror type) {
        TypeMirror erased = access.types().erasure(type);
        TypeMirror leaf = erased;
        String dimensions = "";
        while (leaf instanceof ArrayType array) {
            leaf = array.getComponentType();
            dimensions += "[]";
        }
        String simple = Names.simple(leaf);
        String qualified = leaf instanceof DeclaredType declared ? TypeNames.qualified(declared) : simple;
        String word = Names.capitalized(simple) + dimensions.replace("[]", "Array");
        return new ParsedMethod.Erasure(simple + dimensions, qualified + dimensions, word);
    }

    private void add(Diagnostic diagnostic, ExecutableElement method, Object... arguments) {
        problems.add(diagnostic, Site.of(method, "", Names.simple(service)), arguments);
    }

    /** The type of a result, null for nothing. */
    private record Result(@Nullable SentType type, boolean isFuture) {}
}
