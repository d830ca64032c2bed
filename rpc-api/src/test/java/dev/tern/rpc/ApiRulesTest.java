package dev.tern.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which package of rpc-api may use which. Every rule is written for a root package, so that it can be shown to work: below
 * {@code dev.tern.rpc.planted} stand classes that break each of them.
 */
class ApiRulesTest {

    private static final String ROOT = "dev.tern.rpc";
    private static final String PLANTED = "dev.tern.rpc.planted";
    private static final List<String> EVERYWHERE = List.of("java..", "org.jspecify.annotations");

    private static final JavaClasses API = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ROOT);
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(PLANTED);

    /** The rules by name, for the classes below a root. */
    private enum Rule {
        ANNOTATIONS_AND_CONTEXT_USE_ONLY_THE_LOG_CONTEXT {
            @Override
            ArchRule of(String root) {
                return only(root, "", "org.slf4j..");
            }
        },
        IO_USES_ONLY_KRYO {
            @Override
            ArchRule of(String root) {
                return only(root, ".io", "com.esotericsoftware.kryo.kryo5..");
            }
        },
        CONTRACT_USES_IO {
            @Override
            ArchRule of(String root) {
                return only(root, ".contract", root + ".io");
            }
        },
        REGISTRY_USES_NOTHING {
            @Override
            ArchRule of(String root) {
                return only(root, ".registry");
            }
        },
        KERNEL_USES_CONTEXT_CONTRACT_IO_AND_THE_LOG {
            @Override
            ArchRule of(String root) {
                return only(root, ".kernel", root, root + ".contract", root + ".io", "org.slf4j..");
            }
        },
        NO_CYCLES {
            @Override
            ArchRule of(String root) {
                return SlicesRuleDefinition.slices()
                        .matching(root + ".(*)")
                        .should()
                        .beFreeOfCycles();
            }
        };

        abstract ArchRule of(String root);

        static ArchRule only(String root, String from, String... to) {
            List<String> allowed = new ArrayList<>(EVERYWHERE);
            allowed.add(root + from);
            allowed.addAll(List.of(to));
            return ArchRuleDefinition.classes()
                    .that()
                    .resideInAPackage(root + from)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed.toArray(String[]::new));
        }
    }

    static List<Rule> rules() {
        return List.of(Rule.values());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void api_keepsTheRule(Rule rule) {
        rule.of(ROOT).check(API);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rule_plantedViolation_isReported(Rule rule) {
        assertThat(rule.of(PLANTED).evaluate(VIOLATIONS).hasViolation()).isTrue();
    }
}
