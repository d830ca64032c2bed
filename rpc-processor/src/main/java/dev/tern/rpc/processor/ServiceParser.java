package dev.tern.rpc.processor;

import static java.util.Comparator.comparing;

import com.palantir.javapoet.ClassName;
import dev.tern.rpc.RpcService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Turns an interface into the records that the generators work from. */
final class ServiceParser {

    /** Each takes up to 16 bytes of the 64 KB that an initializer or a stub's constructor can have, and 20 entries in the codecs' constant pool. */
    private static final int MAX_METHODS = 1000;

    private static final Pattern NAME =
            Pattern.compile("[\\p{javaJavaIdentifierPart}-]+(\\.[\\p{javaJavaIdentifierPart}-]+)*");

    private final Elements elements;
    private final Types types;
    private final TypeElement element;
    private final Problems problems;
    private final Access access;
    private final TypeParser typeParser;

    ServiceParser(Elements elements, Types types, TypeElement element, Problems problems) {
        this.elements = elements;
        this.types = types;
        this.element = element;
        this.problems = problems;
        this.access = new Access(elements, types, elements.getPackageOf(element));
        this.typeParser = new TypeParser(access, problems);
    }

    /** The service; null if something is wrong with it or not there yet, which is then noted. */
    @Nullable
    ServiceModel parse() {
        if (!checkShape()) {
            return null;
        }
        RpcService annotation = element.getAnnotation(RpcService.class);
        checkName("name", annotation.name());
        checkName("group", annotation.group());
        checkName("version", annotation.version());
        List<ParsedMethod> parsed = methods();
        checkSize(parsed.size());
        if (!problems.isEmpty() || !problems.missing().isEmpty()) {
            return null;
        }
        List<Codec> codecs = typeParser.codecs().stream()
                .sorted(comparing((Codec codec) -> codec.type().java().toString())
                        .thenComparing(codec -> codec.type().contract().toString()))
                .toList();
        String service =
                annotation.name().isEmpty() ? element.getQualifiedName().toString() : annotation.name();
        List<MethodModel> methods = MethodNumbers.number(parsed);
        return new ServiceModel(
                ClassName.get(element),
                isPublic(),
                service,
                annotation.group(),
                annotation.version(),
                methods,
                codecs,
                ContractBuilder.build(service, methods, codecs, new MarkParser(access, problems).type(element)),
                surroundings());
    }

    private void checkSize(int methods) {
        if (methods > MAX_METHODS) {
            problems.add(
                    Diagnostic.TOO_MANY,
                    element,
                    null,
                    Names.kindAndName(element),
                    methods,
                    "methods",
                    MAX_METHODS,
                    "Spread them over several interfaces.");
        }
    }

    private boolean checkShape() {
        if (element.getKind() != ElementKind.INTERFACE) {
            problems.add(Diagnostic.NOT_AN_INTERFACE, element, null, Names.kindAndName(element));
            return false;
        }
        String name = Names.simple(element);
        if (!element.getTypeParameters().isEmpty()) {
            problems.add(Diagnostic.GENERIC_INTERFACE, element, null, Names.kindAndName(element), "My" + name, name);
            return false;
        }
        for (Element e = element; e instanceof TypeElement; e = e.getEnclosingElement()) {
            if (e.getModifiers().contains(Modifier.PRIVATE)) {
                String which = e.equals(element) ? "it is private" : Names.kindAndName((TypeElement) e) + " is private";
                problems.add(Diagnostic.INACCESSIBLE_INTERFACE, element, null, Names.kindAndName(element), which);
                return false;
            }
        }
        if (element.getModifiers().contains(Modifier.SEALED)) {
            problems.add(Diagnostic.INACCESSIBLE_INTERFACE, element, null, Names.kindAndName(element), "it is sealed");
            return false;
        }
        return !missesSuperInterface(element.asType());
    }

    private boolean missesSuperInterface(TypeMirror type) {
        if (type.getKind() == TypeKind.ERROR) {
            problems.missing(type.toString());
            return true;
        }
        boolean misses = false;
        for (TypeMirror parent : types.directSupertypes(type)) {
            misses |= missesSuperInterface(parent);
        }
        return misses;
    }

    private void checkName(String attribute, String value) {
        if (!value.isEmpty() && !NAME.matcher(value).matches()) {
            problems.add(
                    Diagnostic.MALFORMED_NAME,
                    element,
                    Annotations.find(element, RpcService.class),
                    attribute,
                    value,
                    Names.simple(element));
        }
    }

    private List<ParsedMethod> methods() {
        MethodParser parser = new MethodParser(access, typeParser, problems, element);
        DeclaredType type = (DeclaredType) element.asType();
        List<ExecutableElement> methods = new ArrayList<>();
        for (ExecutableElement method : membersInSourceOrder()) {
            if (Annotations.isContractMethod(method) && !isOfObject(method) && isFirst(method, methods, type)) {
                methods.add(method);
            }
        }
        List<ParsedMethod> parsed = new ArrayList<>();
        List<AliasRules.Member> members = new ArrayList<>();
        for (ExecutableElement declared : methods) {
            ParsedMethod method = parser.parse(declared, type);
            if (method != null) {
                parsed.add(method);
                Set<String> names = new HashSet<>(List.of(method.name(), method.simpleSignature()));
                names.add(method.qualifiedSignature());
                members.add(new AliasRules.Member(
                        "method '" + method.name() + "'", names, method.marks().aliases(), declared));
            }
        }
        parser.checkPolicies(methods);
        AliasRules.checkMethods(members, problems);
        return parsed;
    }

    /** All methods, the interface's own first; compilers differ in the order in which they tell inherited ones. */
    private List<ExecutableElement> membersInSourceOrder() {
        return ElementFilter.methodsIn(elements.getAllMembers(element)).stream()
                .map(this::declared)
                .sorted(comparing((ExecutableElement method) ->
                                !Names.owner(method).equals(element))
                        .thenComparing(
                                method -> Names.owner(method).getQualifiedName().toString())
                        .thenComparing(method ->
                                Names.owner(method).getEnclosedElements().indexOf(method)))
                .toList();
    }

    /** The method as it is declared: of an inherited generic one some compilers tell a copy that has lost the names of its parameters. */
    private ExecutableElement declared(ExecutableElement method) {
        DeclaredType type = (DeclaredType) element.asType();
        return ElementFilter.methodsIn(Names.owner(method).getEnclosedElements()).stream()
                .filter(other -> other.getSimpleName().equals(method.getSimpleName()))
                .filter(other -> types.isSubsignature(access.signature(type, other), access.signature(type, method)))
                .findFirst()
                .orElse(method);
    }

    /** Whether the interface only repeats a public method of {@code Object}. */
    private boolean isOfObject(ExecutableElement method) {
        TypeElement object = elements.getTypeElement("java.lang.Object");
        return ElementFilter.methodsIn(object.getEnclosedElements()).stream()
                .anyMatch(other ->
                        other.getModifiers().contains(Modifier.PUBLIC) && elements.overrides(method, other, element));
    }

    /** Whether no other super-interface contributes the same method; notes it if one does. */
    private boolean isFirst(ExecutableElement method, List<ExecutableElement> others, DeclaredType type) {
        for (ExecutableElement other : others) {
            if (other.getSimpleName().equals(method.getSimpleName())
                    && types.isSubsignature(access.signature(type, other), access.signature(type, method))) {
                problems.add(
                        Diagnostic.INHERITED_TWICE,
                        element,
                        null,
                        "method '" + method.getSimpleName() + "'",
                        Names.simple(Names.owner(other)),
                        Names.simple(Names.owner(method)),
                        Names.simple(element));
                return false;
            }
        }
        return true;
    }

    private boolean isPublic() {
        for (Element e = element; e instanceof TypeElement; e = e.getEnclosingElement()) {
            if (!e.getModifiers().contains(Modifier.PUBLIC)) {
                return false;
            }
        }
        return true;
    }

    private ServiceModel.Surroundings surroundings() {
        access.use(element);
        String generated = "javax.annotation.processing.Generated";
        var module = elements.getModuleOf(element);
        boolean annotates =
                (module == null ? elements.getTypeElement(generated) : elements.getTypeElement(module, generated))
                        != null;
        List<String> inherited = ElementFilter.typesIn(elements.getAllMembers(element)).stream()
                .map(Names::simple)
                .distinct()
                .sorted()
                .toList();
        return new ServiceModel.Surroundings(annotates, access.usesDeprecated(), hidesJavaLang(), inherited);
    }

    private boolean hidesJavaLang() {
        return elements.getPackageOf(element).getEnclosedElements().stream()
                .anyMatch(type -> elements.getTypeElement("java.lang." + type.getSimpleName()) != null);
    }
}
