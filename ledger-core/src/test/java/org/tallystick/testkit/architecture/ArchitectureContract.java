package org.tallystick.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds in every library module. A module applies it by extending this class, with nothing in it, in its tests. */
@Tag("gate")
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // reads the classes once
public abstract class ArchitectureContract {
    private final JavaClasses classes = ModuleClasses.ofThisModule();

    /** Checks a rule on this module; a module that has no class of the kind yet passes. */
    protected final void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    @Test
    void makesNoBannedCall() {
        check(classes().should(new BannedCalls()));
    }

    @Test
    void hasNoStaticMutableState() {
        check(fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("several nodes live in one JVM; keep the state in an object that belongs to one of them"));
    }

    @Test
    void showsNoThirdPartyType() {
        check(classes()
                .that()
                .resideOutsideOfPackage("org.tallystick.internal..")
                .should(new ExposedTypes()));
    }
}
