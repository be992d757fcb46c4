package io.trestle.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;

import jakarta.persistence.Entity;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** The house rules on packages and names. */
class ArchitectureTest {

    /** About 15, so that a package is still one thing. */
    private static final int MOST_TYPES = 18;
    private static final String OWN = ArchitectureTest.class.getPackageName();
    private static final JavaClasses ALL = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(OWN);

    private static final DescribedPredicate<JavaClass> PERSISTENT = DescribedPredicate.describe("entities and repositories",
            type -> type.isAnnotatedWith(Entity.class) || type.getSimpleName().endsWith("Repository"));

    @Test
    void shouldKeepEntitiesAndRepositoriesInTheirPackage() {
        classes().that(PERSISTENT).should().bePackagePrivate().check(ALL);
    }

    @Test
    void shouldHaveNoPackageOfSundries() {
        noClasses().should()
                .resideInAnyPackage("..util..", "..helper..", "..common..", "..misc..", "..manager..", "..impl..", "..dto..", "..base..")
                .check(ALL);
        noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Dto)").check(ALL);
    }

    @Test
    void shouldBePackagePrivate_whenNobodyElseUsesIt() {
        classes().that(DescribedPredicate.describe("are public types of their own", type -> type.isTopLevelClass()
                && type.getModifiers().contains(JavaModifier.PUBLIC) && !type.isAnnotatedWith("io.smallrye.config.ConfigMapping")
                // Started by Quarkus; asked for its port by tests.
                && !type.isAnnotatedWith("io.quarkus.runtime.annotations.QuarkusMain") && !type.getSimpleName().equals("GatewayServer")))
                .should(new ArchCondition<>("be used from another package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        var used = type.getDirectDependenciesToSelf().stream()
                                .anyMatch(dependency -> !dependency.getOriginClass().getPackageName().equals(type.getPackageName()));
                        events.add(new SimpleConditionEvent(type, used,
                                type.getName() + " is public, and nobody outside its package uses it"));
                    }
                }).check(ALL);
    }

    @Test
    void shouldStaySmall() {
        Map<String, Long> sizes = ALL.stream().filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info") && !type.getSimpleName().contains("_"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes).isNotEmpty().allSatisfy((name, types) -> assertThat(types).as(name).isLessThanOrEqualTo(MOST_TYPES));
    }
}
