package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.io.ArrayCodecs;
import dev.tern.rpc.processor.SentType.Coded;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/** Tells how the types that the signatures of one interface reach are sent, and collects the codecs that this needs. */
final class TypeParser {

    private final Access access;
    private final Problems problems;
    private final StructParser structs;
    private final ContainerParser containers;
    private final UnionParser unions;
    private final SerializerParser serializers;
    private final MarkParser marks;
    private final Map<Coded, Codec> codecs = new LinkedHashMap<>();
    private final Set<Coded> begun = new HashSet<>();

    TypeParser(Access access, Problems problems) {
        this.access = access;
        this.problems = problems;
        this.structs = new StructParser(this, access, problems);
        this.containers = new ContainerParser(this, access);
        this.unions = new UnionParser(this, access, problems);
        this.serializers = new SerializerParser(access, problems);
        this.marks = new MarkParser(access, problems);
    }

    /** The codecs that the parsed types need. */
    Collection<Codec> codecs() {
        return codecs.values();
    }

    /** How a type is sent; null if it is not, which is then noted. */
    @Nullable
    SentType parse(TypeMirror type, Site site) {
        return parse(type, new TypeUse(access, problems, type, site));
    }

    /**
     * How a parameter, result or property is sent; null if it is not, which is then noted.
     *
     * @param declared where it may be annotated
     */
    @Nullable
    SentType parse(TypeMirror type, Site site, List<? extends Element> declared) {
        Element annotated = SerializerParser.annotated(declared);
        if (annotated == null) {
            return parse(type, site);
        }
        boolean isHidden = type.getKind() == TypeKind.DECLARED
                && type instanceof DeclaredType hidden
                && !isAccessible(hidden, (TypeElement) hidden.asElement(), new TypeUse(access, problems, type, site));
        return isHidden ? null : serializers.parse(type, annotated);
    }

    /** How a type is sent as one of those that a union can be; null if it is not, which is then noted. */
    @Nullable
    Coded leaf(DeclaredType type, TypeUse use) {
        TypeElement element = (TypeElement) type.asElement();
        if (!isAccessible(type, element, use)) {
            return null;
        }
        String remedy = SerializerParser.annotated(List.of(element)) != null
                ? "It has a serializer of its own: put @RpcSerializer on the whole type instead."
                : element.getKind() == ElementKind.ENUM ? null : Unsendable.remedy(element, access);
        if (remedy != null) {
            use.unsendable(type, remedy);
            return null;
        }
        return element.getKind() == ElementKind.ENUM ? enumeration(type, element) : struct(type, element, use);
    }

    /** How a declared exception is sent; null if it is not, which is then noted. */
    @Nullable
    Coded parseException(DeclaredType type, Site site) {
        TypeUse use = new TypeUse(access, problems, type, site);
        TypeElement element = (TypeElement) type.asElement();
        if (!isAccessible(type, element, use) || !isConcrete(type, element, use)) {
            return null;
        }
        return struct(type, element, use);
    }

    private @Nullable SentType parse(TypeMirror type, TypeUse use) {
        return switch (type.getKind()) {
            case BOOLEAN, BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE ->
                new SentType.Primitive(PrimitiveKind.valueOf(type.getKind().name()));
            case ARRAY -> array((ArrayType) type, use);
            case DECLARED -> declared((DeclaredType) type, use);
            case ERROR -> {
                problems.missing(type.toString());
                yield null;
            }
            default -> {
                use.unsendable(type, Unsendable.ALLOWED);
                yield null;
            }
        };
    }

    private @Nullable SentType array(ArrayType type, TypeUse use) {
        TypeMirror component = type.getComponentType();
        if (component.getKind() == TypeKind.BYTE) {
            return new SentType.Bytes();
        }
        if (component.getKind().isPrimitive()) {
            String name = PrimitiveKind.valueOf(component.getKind().name()).accessor() + "s";
            ContractType contract = new ContractType.Array(new ContractType.Basic(Names.simple(component)));
            return new SentType.Library(TypeName.get(type), contract, ClassName.get(ArrayCodecs.class), name);
        }
        SentType element = parse(component, use);
        if (element == null) {
            return null;
        }
        Coded coded = new Coded(TypeName.get(type), new ContractType.Array(element.contract()));
        return collect(coded, () -> new Codec.Array(coded, TypeNames.inMethods(type), element));
    }

    private @Nullable SentType declared(DeclaredType type, TypeUse use) {
        TypeElement element = (TypeElement) type.asElement();
        String name = element.getQualifiedName().toString();
        if (name.equals("java.lang.String")) {
            return new SentType.Text();
        }
        TypeName java = TypeName.get(type);
        if (java.isBoxedPrimitive()) {
            return new SentType.Box(PrimitiveKind.valueOf(
                    access.types().unboxedType(type).getKind().name()));
        }
        ClassName library = LibraryTypes.codecs(name);
        if (library != null) {
            return new SentType.Library(
                    java,
                    new ContractType.Basic(name),
                    library,
                    element.getSimpleName().toString());
        }
        if (!element.getTypeParameters().isEmpty() && type.getTypeArguments().isEmpty()) {
            use.add(Diagnostic.RAW_TYPE, type, element.getSimpleName());
            return null;
        }
        return switch (name) {
            case "java.util.List", "java.util.Collection", "java.util.Set", "java.util.SortedSet", "java.util.Deque" ->
                containers.elements(type, element, use);
            case "java.util.Map", "java.util.SortedMap" -> containers.entries(type, element, use);
            case "java.util.Optional" -> containers.maybe(type, use);
            default -> own(type, element, use);
        };
    }

    /** A type argument; {@code ? extends X} is as good as X where all that can extend X is known. */
    @Nullable
    SentType argument(DeclaredType type, int index, TypeUse use) {
        TypeMirror argument = type.getTypeArguments().get(index);
        if (!(argument instanceof WildcardType wildcard)) {
            return parse(argument, use);
        }
        TypeMirror bound = wildcard.getExtendsBound();
        if (bound == null || !isClosed(bound)) {
            use.add(Diagnostic.WILDCARD, argument);
            return null;
        }
        return parse(bound, use);
    }

    private boolean isClosed(TypeMirror type) {
        return type instanceof DeclaredType declared
                && (declared.asElement().getKind() == ElementKind.ENUM
                        || declared.asElement().getModifiers().contains(Modifier.FINAL)
                        || UnionParser.isUnion((TypeElement) declared.asElement()));
    }

    /** An enum, record, class or closed interface of the user's. */
    private @Nullable SentType own(DeclaredType type, TypeElement element, TypeUse use) {
        if (!isAccessible(type, element, use)) {
            return null;
        }
        if (SerializerParser.annotated(List.of(element)) != null) {
            return serializers.parse(type, element);
        }
        if (element.getKind() == ElementKind.ENUM) {
            return enumeration(type, element);
        }
        for (TypeMirror argument : type.getTypeArguments()) {
            if (argument.getKind() == TypeKind.WILDCARD) {
                use.add(Diagnostic.WILDCARD, argument);
                return null;
            }
        }
        boolean isUnion = UnionParser.isUnion(element) && !Unsendable.isOfJava(element);
        String remedy = isUnion ? null : Unsendable.remedy(element, access);
        if (remedy != null) {
            use.unsendable(type, remedy);
            return null;
        }
        return isUnion ? union(type, element, use) : struct(type, element, use);
    }

    private Coded enumeration(DeclaredType type, TypeElement element) {
        String name = TypeNames.inContract(type);
        Coded coded = new Coded(TypeName.get(type), new ContractType.Named(name));
        return collect(
                coded, () -> new Codec.Enumeration(coded, Names.simple(element), marks.enumeration(name, element)));
    }

    private @Nullable Coded union(DeclaredType type, TypeElement element, TypeUse use) {
        boolean isLeafItself = UnionParser.isLeafItself(element);
        String name = TypeNames.inContract(type) + (isLeafItself ? ContractUnion.AND_SUBCLASSES : "");
        Coded coded = new Coded(TypeName.get(type), new ContractType.Named(name));
        if (begun.add(coded)) {
            List<Codec.Leaf> leaves = unions.parse(type, use);
            if (leaves == null) {
                return null;
            }
            String baseName = (isLeafItself ? "Any" : "") + TypeNames.inMethods(type);
            codecs.put(coded, new Codec.Union(coded, baseName, leaves, marks.type(element)));
        }
        return coded;
    }

    private @Nullable Coded struct(DeclaredType type, TypeElement element, TypeUse use) {
        Coded coded = new Coded(TypeName.get(type), new ContractType.Named(TypeNames.inContract(type)));
        if (begun.add(coded)) {
            if (structs.isEndless(element)) {
                use.add(Diagnostic.ENDLESS_TYPE, type);
                return null;
            }
            Codec codec = structs.parse(coded, type, TypeNames.inMethods(type), use.site());
            if (codec != null) {
                codecs.put(coded, codec);
            }
        }
        return coded;
    }

    /** Notes a codec unless it is there already. */
    Coded collect(Coded coded, Supplier<Codec> codec) {
        if (!codecs.containsKey(coded)) {
            codecs.put(coded, codec.get());
        }
        return coded;
    }

    private boolean isAccessible(DeclaredType type, TypeElement element, TypeUse use) {
        access.use(element);
        if (access.canSee(element)) {
            return true;
        }
        boolean isNested = element.getNestingKind().isNested();
        use.add(Diagnostic.INACCESSIBLE_TYPE, type, access.packageName(), isNested ? ", and the types around it," : "");
        return false;
    }

    private boolean isConcrete(DeclaredType type, TypeElement element, TypeUse use) {
        if (element.getModifiers().contains(Modifier.ABSTRACT)) {
            use.unsendable(type, Unsendable.OPEN);
            return false;
        }
        return true;
    }
}
