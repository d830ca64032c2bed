package dev.tern.rpc.kernel;

import org.jspecify.annotations.Nullable;

/** Finds the types that the processor wrote for an interface: their names follow from its name, so nothing is indexed or scanned. */
public final class GeneratedTypes {

    private GeneratedTypes() {}

    /**
     * Loads a generated type with the class loader of the interface.
     *
     * @param suffix {@code Stub} or {@code Dispatcher}
     * @throws IllegalArgumentException if it is not there or was generated for another release; the message says what to change
     */
    public static Class<?> load(Class<?> contract, String suffix) {
        Class<?> type = find(contract, suffix);
        if (type == null) {
            throw new IllegalArgumentException(
                    contract.getName() + " was compiled without Tern's annotation processor: " + name(contract, suffix)
                            + " is not there. Add dev.tern:rpc-processor to <annotationProcessorPaths> of maven-compiler-plugin"
                            + " (Gradle: annotationProcessor \"dev.tern:rpc-processor:...\") in the build that compiles "
                            + contract.getName() + ", and compile it again");
        }
        return type;
    }

    /**
     * Loads a generated type if it is there.
     *
     * @param suffix {@code Stub} or {@code Dispatcher}
     * @return null if the interface was compiled without the processor
     * @throws IllegalArgumentException if it was generated for another release; the message says what to change
     */
    public static @Nullable Class<?> find(Class<?> contract, String suffix) {
        String name = name(contract, suffix);
        Class<?> type;
        try {
            type = Class.forName(name, true, contract.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
        GeneratedContract generated = type.getAnnotation(GeneratedContract.class);
        int level = generated == null ? 0 : generated.apiLevel();
        if (level != GeneratedContract.CURRENT_LEVEL) {
            throw new IllegalArgumentException(name + " was generated for level " + level + " of rpc-api (expected: "
                    + GeneratedContract.CURRENT_LEVEL + "): compile " + contract.getName()
                    + " again with the rpc-processor of this release");
        }
        return type;
    }

    /** {@code shop.OrderService} to {@code shop.OrderServiceStub}, {@code shop.Outer$Inner} to {@code shop.Outer_InnerStub}. */
    static String name(Class<?> contract, String suffix) {
        String binary = contract.getName();
        int dot = binary.lastIndexOf('.') + 1;
        return binary.substring(0, dot) + binary.substring(dot).replace('$', '_') + suffix;
    }
}
