package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.HashKey;
import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcDefault;
import dev.tern.rpc.RpcUnknown;
import dev.tern.rpc.Sensitive;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.Details;
import dev.tern.rpc.kernel.PolicySetting;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Reads what annotations and comments tell beyond types. */
final class MarkParser {

    private static final Pattern SIGNATURE = Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
            + "\\(([\\p{javaJavaIdentifierPart}.\\[\\],]*)\\)");
    private static final Pattern UNNAMED = Pattern.compile("arg\\d+");

    private final Access access;
    private final Problems problems;

    MarkParser(Access access, Problems problems) {
        this.access = access;
        this.problems = problems;
    }

    /**
     * The marks of a property.
     *
     * @param declared where its annotations may stand: its field, or also its record component
     */
    Marks property(List<? extends Element> declared, TypeMirror type, SentType sent, Site site) {
        Map<String, String> details = new HashMap<>();
        for (Element element : declared) {
            doc(element, details);
        }
        return value(declared, type, sent, site, details);
    }

    /** The marks of a parameter. */
    Marks parameter(VariableElement parameter, TypeMirror type, SentType sent, Site site) {
        Map<String, String> details = new HashMap<>();
        String name = Names.simple(parameter);
        if (problems.isSource(parameter) || !UNNAMED.matcher(name).matches()) {
            details.put(Details.NAME, name);
        }
        if (Annotations.find(parameter, HashKey.class) != null) {
            details.put(Details.POLICY + "hashKey", "");
        }
        return value(List.of(parameter), type, sent, site, details);
    }

    private Marks value(
            List<? extends Element> declared, TypeMirror type, SentType sent, Site site, Map<String, String> details) {
        CodeBlock absent = null;
        Element defaulted = annotated(declared, RpcDefault.class);
        if (defaulted != null) {
            String text = defaulted.getAnnotation(RpcDefault.class).value();
            details.put(Details.DEFAULT, text);
            absent = absent(defaulted, text, type, sent, site);
        }
        if (annotated(declared, Sensitive.class) != null) {
            details.put(Details.SENSITIVE, "");
        }
        Element renamed = annotated(declared, RpcAlias.class);
        List<String> aliases = renamed == null ? List.of() : aliases(renamed, site.subject());
        return new Marks(aliases, Details.of(details), absent);
    }

    private @Nullable CodeBlock absent(Element element, String text, TypeMirror type, SentType sent, Site site) {
        DefaultLiteral literal = DefaultLiteral.of(text, type, sent);
        if (literal.code() == null) {
            problems.add(
                    Diagnostic.MALFORMED_DEFAULT,
                    element,
                    Annotations.find(element, RpcDefault.class),
                    text,
                    site.subject(),
                    Names.simple(type),
                    literal.expected());
        }
        return literal.code();
    }

    /** The marks of a method. */
    Marks method(ExecutableElement method, MethodModel.Policy policy) {
        Map<String, String> details = new HashMap<>();
        doc(method, details);
        if (policy.idempotent()) {
            details.put(Details.IDEMPOTENT, "");
        }
        for (PolicySetting setting : PolicySetting.values()) {
            String key = setting == PolicySetting.DEADLINE ? Details.DEADLINE : Details.POLICY + setting.key();
            policy.text(setting).ifPresent(text -> details.put(key, text));
        }
        if (policy.fallback() != null) {
            details.put(Details.POLICY + "fallback", policy.fallback().type().reflectionName());
        }
        return new Marks(aliases(method, "method '" + method.getSimpleName() + "'"), Details.of(details), null);
    }

    /** The comment of a type. */
    Details type(TypeElement element) {
        Map<String, String> details = new HashMap<>();
        doc(element, details);
        return Details.of(details);
    }

    /** An enum as the contract has it. */
    ContractEnum enumeration(String name, TypeElement element) {
        List<ContractEnum.Constant> constants = new ArrayList<>();
        List<AliasRules.Member> members = new ArrayList<>();
        List<Element> unknown = new ArrayList<>();
        for (Element constant : element.getEnclosedElements()) {
            if (constant.getKind() != ElementKind.ENUM_CONSTANT) {
                continue;
            }
            access.use(constant);
            Map<String, String> details = new HashMap<>();
            doc(constant, details);
            if (constant.getAnnotation(RpcUnknown.class) != null) {
                details.put(Details.UNKNOWN, "");
                unknown.add(constant);
            }
            String constantName = Names.simple(constant);
            String subject = "constant '" + constantName + "'";
            List<String> aliases = aliases(constant, subject);
            members.add(new AliasRules.Member(subject, Set.of(constantName), aliases, constant));
            constants.add(new ContractEnum.Constant(constantName, aliases, Details.of(details)));
        }
        AliasRules.check(members, problems);
        if (unknown.size() > 1) {
            Element second = unknown.get(1);
            problems.add(
                    Diagnostic.SECOND_UNKNOWN,
                    second,
                    Annotations.find(second, RpcUnknown.class),
                    Names.simple(element),
                    Names.simple(unknown.get(0)),
                    Names.simple(second));
        }
        return new ContractEnum(name, constants, type(element));
    }

    /** The other names of an element; whether they are clear is for {@link AliasRules} to say. */
    private List<String> aliases(Element element, String subject) {
        RpcAlias annotation = element.getAnnotation(RpcAlias.class);
        if (annotation == null) {
            return List.of();
        }
        List<String> aliases =
                Arrays.stream(annotation.value()).distinct().sorted().toList();
        boolean isMethod = element.getKind() == ElementKind.METHOD;
        for (String alias : aliases) {
            boolean isName = SourceVersion.isIdentifier(alias)
                    || (isMethod && SIGNATURE.matcher(alias).matches());
            if (!isName) {
                problems.add(
                        Diagnostic.MALFORMED_ALIAS,
                        element,
                        Annotations.find(element, RpcAlias.class),
                        alias,
                        subject,
                        "it is not a name" + (isMethod ? " or signature" : ""));
            }
        }
        return aliases;
    }

    private void doc(Element element, Map<String, String> details) {
        String comment = access.elements().getDocComment(element);
        if (comment != null) {
            String text = comment.lines()
                    .map(String::strip)
                    .collect(Collectors.joining("\n"))
                    .strip();
            if (!text.isEmpty()) {
                details.put(Details.DOC, text);
            }
        }
    }

    private static @Nullable Element annotated(List<? extends Element> elements, Class<? extends Annotation> type) {
        for (Element element : elements) {
            if (Annotations.find(element, type) != null) {
                return element;
            }
        }
        return null;
    }
}
