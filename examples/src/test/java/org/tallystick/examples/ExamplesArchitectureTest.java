package org.tallystick.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tallystick.testkit.architecture.ModuleClasses;

/** Examples are programs, so they may print and exit, but they use the library as everyone else has to. */
@Tag("gate")
class ExamplesArchitectureTest {
    @Test
    void examplesUseOnlyWhatApplicationsCanUse() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tallystick.internal..")
                .because("an example that needs internals shows that the API lacks something")
                .allowEmptyShould(true)
                .check(ModuleClasses.ofThisModule());
    }
}
