package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No class is loaded by a name that was received: whatever loads one by name is here, with where the name comes from. */
class ClassLoadingRulesTest {

    /** Who may, because the names are the program's own. */
    private static final List<String> EXCEPTIONS = List.of(
            "dev.tern.rpc.kernel.GeneratedTypes", // the name of an interface of the user's, and a suffix
            "dev.tern.rpc.codec.Accessors", // JDK types in the contract of an interface of the user's; classes it made
            // itself
            "dev.tern.rpc.transport.WorkerThreads", // constants
            "dev.tern.rpc.kernel.Filter", // Filter, of the service loader
            "dev.tern.rpc.cluster.Strategies", // LoadBalancer, of the service loader
            "dev.tern.rpc.codec.Dispatchers", // the interface whose ...Async twin the user's own class is
            "dev.tern.rpc.registry.local.Registries"); // RegistryFactory, of the service loader

    private static final Set<String> LOADERS = Set.of(
            "java.lang.Class.forName",
            "java.lang.ClassLoader.loadClass",
            "java.lang.ClassLoader.findClass",
            "java.lang.ClassLoader.defineClass",
            "java.lang.invoke.MethodHandles$Lookup.findClass",
            "java.lang.invoke.MethodHandles$Lookup.defineClass",
            "java.lang.invoke.MethodType.fromMethodDescriptorString",
            "java.util.ServiceLoader.load");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tern.rpc");
    private static final JavaClasses PLANTED = new ClassFileImporter().importClasses(Planted.class);

    private static final ArchRule RULE = ArchRuleDefinition.noClasses()
            .that(DescribedPredicate.not(new DescribedPredicate<>("named exceptions") {
                @Override
                public boolean test(JavaClass type) {
                    return EXCEPTIONS.contains(type.getName());
                }
            }))
            .should()
            .accessTargetWhere(
                    new DescribedPredicate<JavaAccess<?>>("a class is loaded or an object read by its name") {
                        @Override
                        public boolean test(JavaAccess<?> access) {
                            String owner = access.getTargetOwner().getName();
                            return LOADERS.contains(
                                            owner + "." + access.getTarget().getName())
                                    || owner.equals("java.io.ObjectInputStream");
                        }
                    });

    /** Does what it should not. */
    static final class Planted {

        Class<?> byName(String name) throws ClassNotFoundException {
            return Class.forName(name);
        }
    }

    @Test
    void productionCode_loadsNoClassByName_butForTheNamedExceptions() {
        assertThat(MAIN).hasSizeGreaterThan(100);
        RULE.check(MAIN);
    }

    @Test
    void plantedClass_thatLoadsByName_isFound() {
        assertThat(RULE.evaluate(PLANTED).getFailureReport().getDetails()).hasSize(1);
    }
}
