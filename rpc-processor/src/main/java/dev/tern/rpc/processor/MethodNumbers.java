package dev.tern.rpc.processor;

import com.palantir.javapoet.NameAllocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Gives each method of a service its signature, its number and the names that its parts have in generated code. */
final class MethodNumbers {

    private MethodNumbers() {}

    /** The methods in the order of their signatures, which is that of their numbers. */
    static List<MethodModel> number(List<ParsedMethod> parsed) {
        Map<String, Long> overloads = count(parsed, ParsedMethod::name);
        NameAllocator ids = new NameAllocator();
        NameAllocator constants = new NameAllocator();
        constants.newName("NAME");
        constants.newName("SERVICE");
        Set<String> carriers = new HashSet<>();
        List<MethodModel> methods = new ArrayList<>();
        bySignature(parsed).forEach((signature, method) -> {
            boolean isOverloaded = overloads.getOrDefault(method.name(), 0L) > 1;
            String id = ids.newName(isOverloaded ? method.name() + method.parameterWords() : method.name());
            String carrier = Names.capitalized(id) + "Arguments";
            while (!carriers.add(carrier)) {
                carrier = carrier + "_";
            }
            String constant = constants.newName(Names.constant(id));
            methods.add(method.toModel(signature, methods.size(), id, constant, carrier));
        });
        return methods;
    }

    /** Signatures have the simple names of types unless two would be the same. */
    private static Map<String, ParsedMethod> bySignature(List<ParsedMethod> parsed) {
        Map<String, Long> uses = count(parsed, ParsedMethod::simpleSignature);
        Map<String, ParsedMethod> bySignature = new TreeMap<>();
        for (ParsedMethod method : parsed) {
            boolean isUnique = uses.getOrDefault(method.simpleSignature(), 0L) == 1;
            bySignature.put(isUnique ? method.simpleSignature() : method.qualifiedSignature(), method);
        }
        return bySignature;
    }

    private static Map<String, Long> count(List<ParsedMethod> parsed, Function<ParsedMethod, String> key) {
        return parsed.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }
}
