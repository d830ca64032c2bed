package dev.tern.rpc.processor;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Fallback;
import dev.tern.rpc.HashKey;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.Retry;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.List;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;

/** What the annotations that say how a method is called may not be, and where they can do nothing. */
final class PolicyRules {

    /** Those that need an answer. */
    private static final List<Class<? extends Annotation>> OF_ANSWERS =
            List.of(Retry.class, Hedge.class, CircuitBreaker.class, Bulkhead.class, Fallback.class);

    private final Access access;
    private final Problems problems;

    PolicyRules(Access access, Problems problems) {
        this.access = access;
        this.problems = problems;
    }

    /** Checks those of a method. */
    void checkMethod(ExecutableElement method, ExecutableType signature) {
        String subject = Names.subject(method);
        if (!has(method, Idempotent.class)) {
            for (Class<? extends Annotation> type : List.of(Retry.class, Hedge.class)) {
                add(Diagnostic.NOT_IDEMPOTENT, method, type, type.getSimpleName(), subject, type.getSimpleName());
            }
        }
        checkType(method);
        if (has(method, OneWay.class)) {
            OF_ANSWERS.forEach(type -> add(Diagnostic.ONE_WAY_POLICY, method, type, type.getSimpleName(), subject));
        }
        checkDeclared(method, signature.getThrownTypes());
    }

    /** Checks those of a type, or of a method, that exclude each other. */
    void checkType(Element element) {
        if (has(element, Hedge.class)) {
            add(Diagnostic.RETRY_AND_HEDGE, element, Retry.class, Names.subject(element));
        }
    }

    /** Checks those of a service that can do nothing for any of its methods. */
    void checkService(TypeElement service, List<ExecutableElement> methods) {
        DeclaredType type = (DeclaredType) service.asType();
        List<TypeMirror> thrown = methods.stream()
                .<TypeMirror>flatMap(method -> access.signature(type, method).getThrownTypes().stream())
                .toList();
        checkDeclared(service, thrown);
        LoadBalance balance = service.getAnnotation(LoadBalance.class);
        if (balance != null
                && balance.strategy().equals(LoadBalance.CONSISTENT_HASH)
                && methods.stream().noneMatch(PolicyRules::hasHashKey)) {
            add(Diagnostic.NO_HASH_KEY, service, LoadBalance.class, Names.subject(service));
        }
    }

    private static boolean hasHashKey(ExecutableElement method) {
        return method.getParameters().stream().anyMatch(parameter -> has(parameter, HashKey.class));
    }

    private void checkDeclared(Element element, Collection<? extends TypeMirror> thrown) {
        checkDeclared(element, Retry.class, "retryOn", thrown);
        checkDeclared(element, Fallback.class, "alsoOn", thrown);
    }

    private void checkDeclared(
            Element element,
            Class<? extends Annotation> type,
            String attribute,
            Collection<? extends TypeMirror> thrown) {
        AnnotationValue value = Annotations.value(element, type, attribute);
        for (DeclaredType named : Annotations.classes(value)) {
            if (!access.isA(named, "dev.tern.rpc.RpcException")
                    && thrown.stream().noneMatch(declared -> isRelated(declared, named))) {
                problems.add(
                        Diagnostic.UNDECLARED_EXCEPTION,
                        element,
                        Annotations.find(element, type),
                        value,
                        type.getSimpleName(),
                        attribute,
                        Names.simple(named),
                        Names.subject(element),
                        element instanceof TypeElement ? "none of its methods declares" : "it does not declare");
            }
        }
    }

    /** Whether what is thrown as the one can be the other. */
    private boolean isRelated(TypeMirror one, TypeMirror other) {
        return access.types().isSubtype(one, other) || access.types().isSubtype(other, one);
    }

    private static boolean has(Element element, Class<? extends Annotation> type) {
        return Annotations.find(element, type) != null;
    }

    /** Notes a problem of an annotation if the element has it. */
    private void add(Diagnostic what, Element element, Class<? extends Annotation> type, Object... arguments) {
        if (has(element, type)) {
            problems.add(what, element, Annotations.find(element, type), arguments);
        }
    }
}
