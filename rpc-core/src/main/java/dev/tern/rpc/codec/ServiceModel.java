package dev.tern.rpc.codec;

import static java.util.Comparator.comparing;

import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.codec.MethodFinder.Found;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Details;
import dev.tern.rpc.kernel.MethodPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A contract read from its interface by reflection, by the same rules as the processor reads it from source.
 *
 * @param methods by their numbers
 * @param objects the structs as classes, by their names in the contract
 * @param classes the classes of structs, enums, unions and custom types, by their names in the contract
 * @param serializers the serializers of the custom types
 */
record ServiceModel(
        Class<?> service,
        String group,
        String version,
        Contract contract,
        List<MethodModel> methods,
        Map<String, ObjectStruct> objects,
        Map<String, Class<?>> classes,
        Map<ContractType.Custom, Class<?>> serializers) {

    private static final Pattern NAME =
            Pattern.compile("[\\p{javaJavaIdentifierPart}-]+(\\.[\\p{javaJavaIdentifierPart}-]+)*");

    /**
     * Reads an interface.
     *
     * @throws IllegalArgumentException if something of it cannot be sent; the text is that of the processor, of the first problem
     */
    static ServiceModel of(Class<?> service) {
        return new Parser(service).parse();
    }

    /** Reads one interface. */
    private static final class Parser {

        private static final Set<String> OF_OBJECT = Set.of("clone", "finalize");
        private static final Set<Class<?>> UNNAMED =
                Set.of(Throwable.class, Exception.class, RuntimeException.class, Error.class);

        private final Class<?> service;
        private final String simpleName;
        private final TypeModel types;
        private final PolicyReader policies;

        Parser(Class<?> service) {
            this.service = service;
            this.simpleName = service.getSimpleName();
            Visibility visibility = new Visibility(service);
            this.types = new TypeModel(visibility);
            this.policies = new PolicyReader(service, visibility);
        }

        ServiceModel parse() {
            checkShape();
            RpcService annotation = service.getAnnotation(RpcService.class);
            checkName("name", annotation.name());
            checkName("group", annotation.group());
            checkName("version", annotation.version());
            List<Found> found = new MethodFinder(service).find();
            Map<String, Long> uses = found.stream()
                    .collect(Collectors.groupingBy(
                            method -> signature(method, Class::getSimpleName), Collectors.counting()));
            List<MethodModel> methods = found.stream()
                    .map(method -> method(method, uses))
                    .sorted(comparing(method -> method.contract().signature()))
                    .toList();
            policies.checkService(found.stream().map(Found::method).toList());
            String name = annotation.name().isEmpty() ? JavaType.qualified(service) : annotation.name();
            Contract contract = new Contract(
                    name,
                    methods.stream().map(MethodModel::contract).toList(),
                    types.structs(),
                    types.enums(),
                    types.unions(),
                    Details.NONE);
            return new ServiceModel(
                    service,
                    annotation.group(),
                    annotation.version(),
                    contract,
                    methods,
                    types.objects(),
                    types.classes(),
                    types.serializers());
        }

        private void checkShape() {
            String name = StructFinder.kindAndName(service);
            if (service.getTypeParameters().length > 0) {
                throw problem(
                        "RPC102",
                        name + " has type parameters, so what it sends is not known",
                        "Declare an interface without them: @RpcService interface My" + simpleName + " extends "
                                + simpleName + "<...> {}");
            }
            for (Class<?> each = service; each != null; each = each.getEnclosingClass()) {
                if (Modifier.isPrivate(each.getModifiers())) {
                    throw inaccessible(
                            name, each == service ? "it is private" : StructFinder.kindAndName(each) + " is private");
                }
            }
            if (service.isSealed()) {
                throw inaccessible(name, "it is sealed");
            }
        }

        private IllegalArgumentException inaccessible(String name, String why) {
            return problem(
                    "RPC103",
                    name + " cannot be implemented by generated code: " + why,
                    "Generated code stands in the same package, in files of its own: the interface must be open to it.");
        }

        private void checkName(String attribute, String value) {
            if (!value.isEmpty() && !NAME.matcher(value).matches()) {
                throw problem(
                        "RPC124",
                        "@RpcService(" + attribute + " = \"" + value + "\") of " + simpleName + " is not a name",
                        "Allowed: letters, digits, '.', '_', '-' and '$'.");
            }
        }

        private static String signature(Found method, Function<Class<?>, String> nameOf) {
            return method.parameters().stream()
                    .map(parameter -> nameOf.apply(parameter.raw()))
                    .collect(Collectors.joining(",", method.method().getName() + "(", ")"));
        }

        private MethodModel method(Found found, Map<String, Long> uses) {
            Method method = found.method();
            Site site = new Site("method '" + method.getName() + "'", simpleName, null);
            checkMethod(found, site);
            List<ContractMethod.Parameter> parameters = parameters(found);
            boolean isFuture = found.result().raw() == CompletableFuture.class;
            ContractType result = result(found, isFuture);
            List<Thrown> exceptions = exceptions(method, site);
            boolean isOneWay = method.isAnnotationPresent(OneWay.class);
            if (isOneWay) {
                checkOneWay(found, exceptions, site);
            }
            MethodPolicy policy = policies.policy(found, site);
            String simple = signature(found, Class::getSimpleName);
            ContractMethod contract = new ContractMethod(
                    uses.getOrDefault(simple, 0L) == 1 ? simple : signature(found, JavaType::qualified),
                    isOneWay ? ContractMethod.Kind.ONE_WAY : ContractMethod.Kind.UNARY,
                    result,
                    parameters,
                    exceptions.stream().map(Thrown::name).toList(),
                    Marks.aliases(List.of(method)),
                    Marks.method(policy));
            return new MethodModel(
                    contract,
                    method,
                    List.copyOf(found.all()),
                    isFuture,
                    policy,
                    exceptions.stream()
                            .<Class<? extends Exception>>map(Thrown::type)
                            .toList());
        }

        private static void checkMethod(Found found, Site site) {
            Method method = found.method();
            if (method.getTypeParameters().length > 0) {
                throw site.problem(
                        "RPC107",
                        site.subject() + " has type parameters, so what it sends is not known",
                        "Declare one method for each type; a generic super-interface without @RpcService can hold what"
                                + " they share.");
            }
            if (method.getParameterCount() == 0 && OF_OBJECT.contains(method.getName())) {
                throw site.problem(
                        "RPC123",
                        site.subject()
                                + " has the name and parameters of a method that every class inherits from Object",
                        "Rename it.");
            }
        }

        private List<ContractMethod.Parameter> parameters(Found found) {
            List<ContractMethod.Parameter> parameters = new ArrayList<>();
            Parameter[] declared = found.method().getParameters();
            for (int i = 0; i < declared.length; i++) {
                String name = declared[i].getName();
                String step = simpleName + "." + found.method().getName() + "(" + name + ")";
                Site site = new Site("parameter '" + name + "'", step, null);
                ContractType type = types.parse(found.parameters().get(i), site, List.of(declared[i]));
                parameters.add(Marks.parameter(declared[i], type));
            }
            return parameters;
        }

        private ContractType result(Found found, boolean isFuture) {
            JavaType type = found.result();
            String name = found.method().getName();
            Site site = new Site("the result of '" + name + "'", simpleName + "." + name, null);
            if (type.raw() == void.class) {
                return ContractType.VOID;
            } else if (!isFuture) {
                checkOtherFuture(type, name);
                return types.parse(type, site, List.of(found.method()));
            } else if (type.isRaw()) {
                throw site.problem(
                        "RPC105",
                        site.subject()
                                + " has type CompletableFuture, which lacks its type arguments, so what it holds is not known",
                        "Name them: CompletableFuture<...>");
            }
            JavaType value = type.arguments().get(0);
            if (value.isWildcard()) {
                throw site.problem(
                        "RPC106",
                        site.subject() + " has type " + type + ", where " + value + " leaves open what arrives",
                        "Name the type. In List, Set, Map, Collection and Optional '? extends X' is allowed where X is final.");
            }
            return value.raw() == Void.class ? ContractType.VOID : types.parse(value, site, List.of(found.method()));
        }

        private void checkOtherFuture(JavaType type, String method) {
            if (Future.class.isAssignableFrom(type.raw()) || CompletionStage.class.isAssignableFrom(type.raw())) {
                String value =
                        type.arguments().size() == 1 ? type.arguments().get(0).toString() : "T";
                throw problem(
                        "RPC118",
                        "method '" + method + "' returns " + type + ", which is not supported for asynchronous methods",
                        "Return CompletableFuture<" + value + ">, or " + value + " itself and let callers use "
                                + simpleName + "Async.");
            }
        }

        /** A declared exception with the name of its struct. */
        private record Thrown(Class<? extends Exception> type, String name) {}

        private List<Thrown> exceptions(Method method, Site site) {
            List<Thrown> exceptions = new ArrayList<>();
            for (Class<?> thrown : method.getExceptionTypes()) {
                if (RpcException.class.isAssignableFrom(thrown)) {
                    continue;
                }
                if (UNNAMED.contains(thrown) || !Exception.class.isAssignableFrom(thrown)) {
                    throw site.problem(
                            "RPC119",
                            site.subject() + " declares " + thrown.getSimpleName() + ", which leaves open what arrives",
                            "Name the exceptions that callers shall tell apart. Any other one arrives as RpcRemoteException"
                                    + " without being declared.");
                }
                String name = method.getName();
                Site of = new Site("the exception of '" + name + "'", simpleName + "." + name, null);
                exceptions.add(new Thrown(thrown.asSubclass(Exception.class), types.parseException(thrown, of)));
            }
            return exceptions.stream()
                    .distinct()
                    .sorted(Comparator.comparing(Thrown::name))
                    .toList();
        }

        private static void checkOneWay(Found found, List<Thrown> exceptions, Site site) {
            if (found.result().raw() != void.class) {
                throw site.problem(
                        "RPC111",
                        site.subject() + " is @OneWay but returns " + found.result(),
                        "Nothing is answered: return void, or remove @OneWay.");
            }
            if (!exceptions.isEmpty()) {
                throw site.problem(
                        "RPC112",
                        site.subject() + " is @OneWay but declares "
                                + exceptions.get(0).type().getSimpleName(),
                        "Nothing is answered, not even an exception: remove the throws clause, or @OneWay.");
            }
        }

        private static IllegalArgumentException problem(String id, String what, String instead) {
            return new Site("", "", null).problem(id, what, instead);
        }
    }
}
