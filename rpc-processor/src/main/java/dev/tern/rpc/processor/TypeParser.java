package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.io.ArrayCodecs;
import dev.tern.rpc.processor.SentType.Coded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
    private final Map<TypeName, Codec> codecs = new LinkedHashMap<>();
    private final LinkedHashSet<TypeName> begun = new LinkedHashSet<>();

    TypeParser(Access access, Problems problems) {
        this.access = access;
        this.problems = problems;
        this.structs = new StructParser(this, access, problems);
    }

    /** The codecs that the parsed types need. */
    Collection<Codec> codecs() {
        return codecs.values();
    }

    /** How a type is sent; null if it is not, which is then noted. */
    @Nullable
    SentType parse(TypeMirror type, Site site) {
        return parse(type, new Use(type, site));
    }

    /** How a declared exception is sent; null if it is not, which is then noted. */
    @Nullable
    Coded parseException(DeclaredType type, Site site) {
        Use use = new Use(type, site);
        TypeElement element = (TypeElement) type.asElement();
        if (!isAccessible(type, element, use) || !isConcrete(type, element, use)) {
            return null;
        }
        return struct(type, element, use);
    }

    private @Nullable SentType parse(TypeMirror type, Use use) {
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

    private @Nullable SentType array(ArrayType type, Use use) {
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

    private @Nullable SentType declared(DeclaredType type, Use use) {
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
            case "java.util.List", "java.util.Collection", "java.util.Set" -> elements(type, element, use);
            case "java.util.Map" -> entries(type, use);
            case "java.util.Optional" -> maybe(type, use);
            default -> own(type, element, use);
        };
    }

    private @Nullable SentType elements(DeclaredType type, TypeElement container, Use use) {
        SentType element = argument(type, 0, use);
        if (element == null) {
            return null;
        }
        ClassName declared = ClassName.get(container);
        ClassName made = declared.simpleName().equals("Set")
                ? ClassName.get("java.util", "LinkedHashSet")
                : ClassName.get("java.util", "ArrayList");
        Coded coded = new Coded(TypeName.get(type), container(type, element));
        return collect(coded, () -> new Codec.Elements(coded, TypeNames.inMethods(type), declared, made, element));
    }

    private @Nullable SentType entries(DeclaredType type, Use use) {
        SentType key = argument(type, 0, use);
        SentType value = argument(type, 1, use);
        if (key == null || value == null) {
            return null;
        }
        Coded coded = new Coded(TypeName.get(type), container(type, key, value));
        TypeName[] arguments =
                ((ParameterizedTypeName) coded.java()).typeArguments().toArray(TypeName[]::new);
        TypeName entry = ParameterizedTypeName.get(ClassName.get(Map.Entry.class), arguments);
        return collect(coded, () -> new Codec.Entries(coded, TypeNames.inMethods(type), entry, key, value));
    }

    private @Nullable SentType maybe(DeclaredType type, Use use) {
        SentType element = argument(type, 0, use);
        if (element == null) {
            return null;
        }
        Coded coded = new Coded(TypeName.get(type), container(type, element));
        return collect(coded, () -> new Codec.Maybe(coded, TypeNames.inMethods(type), element));
    }

    /** A type argument; {@code ? extends X} is as good as X where nothing can extend X. */
    private @Nullable SentType argument(DeclaredType type, int index, Use use) {
        TypeMirror argument = type.getTypeArguments().get(index);
        if (!(argument instanceof WildcardType wildcard)) {
            return parse(argument, use);
        }
        TypeMirror bound = wildcard.getExtendsBound();
        if (bound == null || !isFinal(bound)) {
            use.add(Diagnostic.WILDCARD, argument);
            return null;
        }
        return parse(bound, use);
    }

    private boolean isFinal(TypeMirror type) {
        return type instanceof DeclaredType declared
                && (declared.asElement().getKind() == ElementKind.ENUM
                        || declared.asElement().getModifiers().contains(Modifier.FINAL));
    }

    /** An enum, record or class of the user's. */
    private @Nullable SentType own(DeclaredType type, TypeElement element, Use use) {
        if (!isAccessible(type, element, use)) {
            return null;
        }
        if (element.getKind() == ElementKind.ENUM) {
            Coded coded = new Coded(TypeName.get(type), new ContractType.Named(TypeNames.inContract(type)));
            return collect(coded, () -> enumeration(coded, element));
        }
        for (TypeMirror argument : type.getTypeArguments()) {
            if (argument.getKind() == TypeKind.WILDCARD) {
                use.add(Diagnostic.WILDCARD, argument);
                return null;
            }
        }
        String remedy = Unsendable.remedy(element, access);
        if (remedy != null) {
            use.unsendable(type, remedy);
            return null;
        }
        return struct(type, element, use);
    }

    private Codec enumeration(Coded coded, TypeElement element) {
        List<String> constants = element.getEnclosedElements().stream()
                .filter(member -> member.getKind() == ElementKind.ENUM_CONSTANT)
                .peek(access::use)
                .map(Names::simple)
                .sorted()
                .toList();
        return new Codec.Enumeration(coded, element.getSimpleName().toString(), constants);
    }

    private @Nullable Coded struct(DeclaredType type, TypeElement element, Use use) {
        Coded coded = new Coded(TypeName.get(type), new ContractType.Named(TypeNames.inContract(type)));
        if (begun.add(coded.java())) {
            if (structs.isEndless(element)) {
                use.add(Diagnostic.ENDLESS_TYPE, type);
                return null;
            }
            Codec codec = structs.parse(coded, type, TypeNames.inMethods(type), use.site);
            if (codec != null) {
                codecs.put(coded.java(), codec);
            }
        }
        return coded;
    }

    private Coded collect(Coded coded, Supplier<Codec> codec) {
        if (!codecs.containsKey(coded.java())) {
            codecs.put(coded.java(), codec.get());
        }
        return coded;
    }

    private boolean isAccessible(DeclaredType type, TypeElement element, Use use) {
        access.use(element);
        if (access.canSee(element)) {
            return true;
        }
        boolean isNested = element.getNestingKind().isNested();
        use.add(Diagnostic.INACCESSIBLE_TYPE, type, access.packageName(), isNested ? ", and the types around it," : "");
        return false;
    }

    private boolean isConcrete(DeclaredType type, TypeElement element, Use use) {
        if (element.getModifiers().contains(Modifier.ABSTRACT)) {
            use.unsendable(type, Unsendable.OPEN);
            return false;
        }
        return true;
    }

    private static ContractType container(DeclaredType type, SentType... arguments) {
        String name = TypeNames.qualified(type);
        return new ContractType.Container(
                name, Stream.of(arguments).map(SentType::contract).toList());
    }

    /** Where a type is used: messages name the whole type and, if it is another one, the part that is wrong. */
    private final class Use {

        private final TypeMirror whole;
        private final Site site;

        Use(TypeMirror whole, Site site) {
            this.whole = whole;
            this.site = site;
        }

        void unsendable(TypeMirror part, String remedy) {
            add(Diagnostic.UNSENDABLE_TYPE, part, remedy);
        }

        void add(Diagnostic diagnostic, TypeMirror part, Object... more) {
            boolean isWhole = access.types().isSameType(whole, part);
            boolean needsArguments = part.getKind() == TypeKind.WILDCARD || diagnostic == Diagnostic.ENDLESS_TYPE;
            String partName =
                    Names.simple(needsArguments ? part : access.types().erasure(part));
            List<Object> arguments = new ArrayList<>();
            arguments.add(site.subject());
            arguments.add(Names.simple(whole) + (isWhole ? ", which" : ", where " + partName));
            arguments.addAll(List.of(more));
            problems.add(diagnostic, site, arguments.toArray());
        }
    }
}
