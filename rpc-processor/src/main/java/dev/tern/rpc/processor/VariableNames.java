package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.NameAllocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives names to the variables of one scope in generated code. Where a name could mean a variable or a type or package, Java takes the variable:
 * so none is called like a type, a constant or the first part of a package that the code refers to.
 */
final class VariableNames {

    private final NameAllocator names = new NameAllocator();
    private final Set<String> packages = new HashSet<>(Set.of("java", "dev")); // of the library and of this

    /** Names beside those that the code itself uses. */
    VariableNames(List<String> taken) {
        taken.forEach(names::newName);
    }

    /** The fields of a carrier, by parameter. */
    static List<String> ofFields(List<MethodModel.Parameter> parameters) {
        VariableNames names = new VariableNames(List.of());
        parameters.forEach(parameter -> names.refer(parameter.type(), parameter.marks()));
        List<String> fields = new ArrayList<>();
        parameters.forEach(parameter -> fields.add(names.of(parameter.name())));
        return fields;
    }

    /** Notes that the code may name a constant of this type: that of a default. */
    void refer(SentType type, Marks marks) {
        if (marks.absent() != null && type.java() instanceof ClassName name) {
            packages.add(name.packageName().replaceAll("\\..*", ""));
            packages.add(name.topLevelClassName().simpleName());
        }
    }

    /** The variable for something of this name. */
    String of(String name) {
        boolean couldObscure = Character.isUpperCase(name.charAt(0)) || packages.contains(name);
        return names.newName(couldObscure ? name + "_" : name);
    }
}
