package dev.tern.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The package table of the architecture: what each package of rpc-core may import, besides rpc-api and slf4j. Every rule is written for a root
 * package, so that it can be shown to work: below {@code dev.tern.rpc.planted} each package has a class that breaks its rule.
 */
class CoreRulesTest {

    private static final String ROOT = "dev.tern.rpc";
    private static final String PLANTED = "dev.tern.rpc.planted";

    /** The packages of rpc-api; "registry" is split: rpc-core has only what is below it. */
    private static final List<String> API = List.of(
            "dev.tern.rpc", "dev.tern.rpc.kernel", "dev.tern.rpc.io", "dev.tern.rpc.contract", "dev.tern.rpc.registry");

    private static final List<String> EVERYWHERE = List.of("java..", "org.slf4j..", "org.jspecify.annotations");

    private static final String NETTY = "io.netty..";
    private static final String TRACES = "io.opentelemetry..";
    private static final String METERS = "io.micrometer..";

    /** In the order a call meets them. */
    private static final Map<String, Set<String>> TABLE = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "client",
                    Set.of(
                            "settings",
                            "observe",
                            "policy",
                            "cluster",
                            "connection",
                            "transport",
                            "wire",
                            "codec",
                            "registry",
                            TRACES,
                            METERS)),
            Map.entry("settings", Set.of()),
            Map.entry("observe", Set.of(TRACES, METERS)),
            Map.entry("policy", Set.of("settings")),
            Map.entry("cluster", Set.of("policy")),
            Map.entry("connection", Set.of("transport", "wire", "codec", NETTY)),
            Map.entry("transport", Set.of("wire", "codec", NETTY)),
            Map.entry("wire", Set.of(NETTY)),
            Map.entry("codec", Set.of("com.esotericsoftware.kryo.kryo5..", "net.bytebuddy..")),
            Map.entry(
                    "server",
                    Set.of(
                            "settings",
                            "observe",
                            "policy",
                            "transport",
                            "wire",
                            "codec",
                            "registry",
                            NETTY,
                            TRACES,
                            METERS)),
            Map.entry("registry", Set.of())));

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/rpc-api"))
            .importPackages(ROOT);
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(PLANTED);

    static Stream<String> packages() {
        return TABLE.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void core_package_importsOnlyWhatTheTableAllows(String name) {
        table(ROOT, name).check(CORE);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void rule_plantedImport_isReported(String name) {
        assertThat(table(PLANTED, name).evaluate(VIOLATIONS).hasViolation()).isTrue();
    }

    @Test
    void core_everyPackage_standsInTheTable() {
        assertThat(CORE.stream()
                        .map(type -> type.getPackageName().substring(ROOT.length() + 1))
                        .map(name -> name.split("\\.", 2)[0]))
                .isSubsetOf(TABLE.keySet());
        assertThat(CORE.size()).isGreaterThan(30);
    }

    @Test
    void core_packages_haveNoCycles() {
        noCycles(ROOT).check(CORE);
    }

    @Test
    void noCycles_plantedCycle_isReported() {
        assertThat(noCycles(PLANTED).evaluate(VIOLATIONS).hasViolation()).isTrue();
    }

    @Test
    void core_neverSeesTheProcessor() {
        notTheProcessor(ROOT).check(CORE);
    }

    @Test
    void notTheProcessor_plantedImport_isReported() {
        assertThat(notTheProcessor(PLANTED).evaluate(VIOLATIONS).hasViolation()).isTrue();
    }

    private static ArchRule table(String root, String name) {
        List<String> allowed = new ArrayList<>(EVERYWHERE);
        allowed.addAll(API);
        allowed.add(below(root, name));
        TABLE.get(name).forEach(other -> allowed.add(TABLE.containsKey(other) ? below(root, other) : other));
        return ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(below(root, name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .allowEmptyShould(true); // settings and codec come with later work
    }

    private static String below(String root, String name) {
        return root + "." + name + "..";
    }

    private static ArchRule noCycles(String root) {
        return SlicesRuleDefinition.slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    private static ArchRule notTheProcessor(String root) {
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("belong to rpc-processor") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getPackageName().startsWith(root + ".processor");
                    }
                });
    }
}
