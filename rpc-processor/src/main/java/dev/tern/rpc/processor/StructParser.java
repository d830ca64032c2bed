package dev.tern.rpc.processor;

import static java.util.Comparator.comparing;

import dev.tern.rpc.processor.Codec.Property;
import dev.tern.rpc.processor.SentType.Coded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;

/** Finds the properties of a record, class or exception, and how it is made of them. */
final class StructParser {

    private static final String THROWABLE = "java.lang.Throwable";
    private static final int MAX_NESTED = 8;

    /** Each takes up to 80 bytes of the 64 KB that a method which reads another version's bytes can have. */
    private static final int MAX_PROPERTIES = 500;

    private final TypeParser types;
    private final Access access;
    private final Problems problems;
    private final ConstructionFinder constructions;
    private final MarkParser marks;
    private final Deque<TypeElement> open = new ArrayDeque<>();
    private final Set<TypeElement> endless = new HashSet<>();

    StructParser(TypeParser types, Access access, Problems problems) {
        this.types = types;
        this.access = access;
        this.problems = problems;
        this.constructions = new ConstructionFinder(access);
        this.marks = new MarkParser(access, problems);
    }

    /** Whether a generic type contains itself with ever other type arguments; true only once for each. */
    boolean isEndless(TypeElement element) {
        return open.stream().filter(element::equals).count() > MAX_NESTED && endless.add(element);
    }

    /** The struct; null if something is wrong with it, which is then noted. */
    Codec.@Nullable Struct parse(Coded coded, DeclaredType type, String baseName, Site site) {
        TypeElement element = (TypeElement) type.asElement();
        if (endless.contains(element)) {
            return null;
        }
        open.push(element);
        try {
            Codec.Struct struct = element.getKind() == ElementKind.RECORD
                    ? record(coded, type, element, baseName, site)
                    : plainClass(coded, type, element, baseName, site);
            if (struct != null) {
                checkSize(struct, element, site);
            }
            return struct;
        } finally {
            open.pop();
        }
    }

    private void checkSize(Codec.Struct struct, TypeElement element, Site site) {
        int properties = struct.properties().size();
        if (properties > MAX_PROPERTIES) {
            problems.add(
                    Diagnostic.TOO_MANY,
                    site.then(element, Names.kindAndName(element), Names.simple(element)),
                    Names.kindAndName(element),
                    properties,
                    "properties",
                    MAX_PROPERTIES,
                    "Put some of them together into types of their own.");
        }
    }

    private Codec.@Nullable Struct record(
            Coded coded, DeclaredType type, TypeElement element, String baseName, Site site) {
        List<Property> properties = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        List<AliasRules.Member> members = new ArrayList<>();
        boolean complete = true;
        for (RecordComponentElement component : element.getRecordComponents()) {
            String name = Names.simple(component);
            ExecutableElement accessor = component.getAccessor();
            if (accessor == null) { // as the name is not allowed for a component
                problems.leaveToCompiler();
                return null;
            }
            access.use(accessor);
            TypeMirror componentType = access.signature(type, accessor).getReturnType();
            Element field = field(element, component);
            Site here = property(field, element, site);
            SentType sent = types.parse(componentType, here, List.of(field));
            complete &= sent != null;
            if (sent != null) {
                arguments.add(name);
                Marks told = marks.property(List.of(field), componentType, sent, here);
                properties.add(new Property(name, sent, name + "()", told));
                members.add(new AliasRules.Member(here.subject(), Set.of(name), told.aliases(), field));
            }
        }
        if (!complete) {
            return null;
        }
        AliasRules.check(members, problems);
        properties.sort(comparing(Property::name));
        Codec.Construction construction = new Codec.Construction.ByConstructor(arguments);
        return new Codec.Struct(coded, baseName, properties, construction, false, marks.type(element));
    }

    /** The field of a component: compilers know where it stands in the source. */
    private static Element field(TypeElement element, RecordComponentElement component) {
        for (VariableElement field : ElementFilter.fieldsIn(element.getEnclosedElements())) {
            if (field.getSimpleName().equals(component.getSimpleName())) {
                return field;
            }
        }
        return component;
    }

    private Codec.@Nullable Struct plainClass(
            Coded coded, DeclaredType type, TypeElement element, String baseName, Site site) {
        Map<String, FoundProperty> found = new TreeMap<>();
        boolean complete = true;
        for (TypeElement owner : ownersOfFields(element)) {
            Lombok.note(owner, problems);
            for (VariableElement field : ElementFilter.fieldsIn(owner.getEnclosedElements())) {
                if (field.getModifiers().contains(Modifier.STATIC)
                        || field.getModifiers().contains(Modifier.TRANSIENT)) {
                    continue;
                }
                complete &= addProperty(found, type, element, field, site);
            }
        }
        if (!complete) {
            return null;
        }
        FoundProperty message = message(type, element, found);
        ConstructionFinder.Found construction = constructions.find(type, element, found, message);
        if (construction.construction() == null) {
            Site of = site.then(element, Names.kindAndName(element), Names.simple(element));
            problems.add(
                    Diagnostic.NO_CONSTRUCTION,
                    of,
                    Names.kindAndName(element),
                    construction.reason(),
                    construction.remedy());
            return null;
        }
        if (message != null && construction.takesMessage()) {
            String computing = computesMessage(element);
            if (computing != null) {
                Site of = site.then(element, Names.kindAndName(element), Names.simple(element));
                problems.add(Diagnostic.COMPUTED_MESSAGE, of, Names.kindAndName(element), computing);
                return null;
            }
            found.put(message.name(), message);
        }
        checkAliases(found.values(), element, site);
        List<Property> properties =
                found.values().stream().map(FoundProperty::toProperty).toList();
        boolean isOpen = !element.getModifiers().contains(Modifier.FINAL) && !access.isA(type, THROWABLE);
        return new Codec.Struct(coded, baseName, properties, construction.construction(), isOpen, marks.type(element));
    }

    private void checkAliases(Collection<FoundProperty> found, TypeElement element, Site site) {
        List<AliasRules.Member> members = new ArrayList<>();
        for (FoundProperty property : found) {
            Element declared = property.field() == null ? element : property.field();
            String subject = property(declared, element, site).subject();
            members.add(new AliasRules.Member(
                    subject, Set.of(property.name()), property.marks().aliases(), declared));
        }
        AliasRules.check(members, problems);
    }

    private boolean addProperty(
            Map<String, FoundProperty> found,
            DeclaredType type,
            TypeElement element,
            VariableElement field,
            Site site) {
        String name = Names.simple(field);
        Site here = property(field, element, site);
        FoundProperty earlier = found.get(name);
        if (earlier != null) {
            problems.add(
                    Diagnostic.DUPLICATE_PROPERTY,
                    here,
                    here.subject(),
                    Names.simple(Names.owner(field)),
                    earlier.owner());
            return false;
        }
        TypeMirror fieldType = access.types().asMemberOf(type, field);
        if (fieldType.getKind() == TypeKind.ERROR) {
            problems.missing(fieldType.toString());
            return false;
        }
        FoundProperty property = readable(name, fieldType, type, element, field);
        if (property == null) {
            String visibility = field.getModifiers().contains(Modifier.PRIVATE) ? "private" : "not public";
            problems.add(
                    Diagnostic.UNREADABLE_PROPERTY,
                    here,
                    here.subject(),
                    visibility,
                    access.packageName(),
                    Names.simple(fieldType),
                    getters(name, fieldType).get(0) + "()");
            return false;
        }
        SentType sent = types.parse(property.type(), here, List.of(field));
        if (sent == null) {
            return false;
        }
        found.put(name, property.sentAs(sent, marks.property(List.of(field), property.type(), sent, here)));
        return true;
    }

    /** The property that a field is, read by a getter or else directly; its type is then the getter's. */
    private @Nullable FoundProperty readable(
            String name, TypeMirror fieldType, DeclaredType type, TypeElement element, VariableElement field) {
        String owner = Names.simple(Names.owner(field));
        boolean isMessage = name.equals("message") && access.isA(type, THROWABLE);
        if (isMessage && access.canUse(field)) { // getMessage() may make something else of it
            access.use(field);
            return new FoundProperty(name, owner, fieldType, name, field, null, Marks.NONE);
        }
        for (String getter : isMessage ? List.of(name, "getMessage") : getters(name, fieldType)) {
            for (ExecutableElement method : access.methods(element, getter, 0)) {
                TypeMirror result = access.signature(type, method).getReturnType();
                if (result.getKind() != TypeKind.VOID && access.fits(fieldType, result)) {
                    access.use(method);
                    return new FoundProperty(name, owner, result, getter + "()", field, null, Marks.NONE);
                }
            }
        }
        if (!access.canUse(field)) {
            return null;
        }
        access.use(field);
        return new FoundProperty(name, owner, fieldType, name, field, null, Marks.NONE);
    }

    private List<String> getters(String name, TypeMirror type) {
        String capitalized = Names.capitalized(name);
        if (type.getKind() == TypeKind.BOOLEAN || access.isA(type, "java.lang.Boolean")) {
            return List.of("is" + capitalized, "get" + capitalized, name);
        }
        return List.of("get" + capitalized, name);
    }

    /** The message of an exception, unless it has a property of that name already. */
    private @Nullable FoundProperty message(DeclaredType type, TypeElement element, Map<String, FoundProperty> found) {
        if (!access.isA(type, THROWABLE) || found.containsKey("message")) {
            return null;
        }
        TypeElement string = access.elements().getTypeElement("java.lang.String");
        SentType text = new SentType.Text();
        return new FoundProperty(
                "message", Names.simple(element), string.asType(), "getMessage()", null, text, Marks.NONE);
    }

    /** The class, this one or one above it but none of the JDK's, whose {@code getMessage()} counts; null if that is the JDK's. */
    private @Nullable String computesMessage(TypeElement element) {
        for (TypeElement owner : ownersOfFields(element)) {
            boolean declares = ElementFilter.methodsIn(owner.getEnclosedElements()).stream()
                    .anyMatch(method -> method.getSimpleName().contentEquals("getMessage")
                            && method.getParameters().isEmpty());
            if (declares) {
                return Unsendable.isOfJava(owner) ? null : Names.simple(owner);
            }
        }
        return null;
    }

    /** The class and its super-classes, those last that come first in {@code extends}; not what is {@code Throwable}'s own. */
    private List<TypeElement> ownersOfFields(TypeElement element) {
        List<TypeElement> owners = new ArrayList<>();
        TypeMirror current = element.asType();
        while (current instanceof DeclaredType declared) {
            if (current.getKind() == TypeKind.ERROR) {
                problems.missing(current.toString());
                break;
            }
            TypeElement owner = (TypeElement) declared.asElement();
            if (owner.getQualifiedName().contentEquals(THROWABLE)) {
                break;
            }
            owners.add(owner);
            current = owner.getSuperclass();
        }
        return owners;
    }

    private static Site property(Element element, TypeElement owner, Site site) {
        String name = Names.simple(element);
        String type = Names.simple(owner);
        return site.then(element, "property '" + name + "' of " + type, type + "." + name);
    }

    /** A property that was found, before it is known how it is set. */
    record FoundProperty(
            String name,
            String owner,
            TypeMirror type,
            String access,
            @Nullable VariableElement field,
            @Nullable SentType sent,
            Marks marks) {

        FoundProperty sentAs(SentType newSent, Marks newMarks) {
            return new FoundProperty(name, owner, type, access, field, newSent, newMarks);
        }

        Property toProperty() {
            return new Property(name, Objects.requireNonNull(sent), access, marks);
        }
    }
}
