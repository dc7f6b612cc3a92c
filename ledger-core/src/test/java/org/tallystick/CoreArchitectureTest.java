package org.tallystick;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tallystick.spi.consensus.FinalityVerifier;
import org.tallystick.testkit.architecture.ArchitectureContract;

/** The direction in which the packages of the core depend on one another. */
class CoreArchitectureTest extends ArchitectureContract {
    private static final String OURS = "org.tallystick..";
    private static final String[] PUBLISHED = {
        "org.tallystick.api..",
        "org.tallystick.model..",
        "org.tallystick.codec..",
        "org.tallystick.contract..",
        "org.tallystick.proof..",
        "org.tallystick.spi.."
    };

    @ParameterizedTest
    @CsvSource({
        "model,    ''",
        "crypto,   model",
        "codec,    model crypto",
        "contract, model codec crypto",
        "spi,      model codec crypto spi",
        "proof,    model codec crypto spi.consensus",
        "api,      model codec crypto spi contract proof internal.node internal.sync",
    })
    void packageDependsOnlyOnThoseBelowIt(String name, String below) {
        String allowed = below.isEmpty() ? name : name + " " + below;
        String[] packages = Arrays.stream(allowed.split(" "))
                .map(part -> "org.tallystick." + part + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("org.tallystick." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(OURS).and(not(resideInAnyPackage(packages))))
                .because("dependencies point one way; move what is shared down, or hand it in through an interface"));
    }

    @Test
    void publishedPackagesUseNoLibrary() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(PUBLISHED)
                        .should()
                        .dependOnClassesThat(not(resideInAnyPackage(OURS, "java..", "javax..", "org.slf4j..")))
                        .because(
                                "what applications and plug-ins see must not drag in a library; wrap it in an internal package"));
    }

    @Test
    void modelUsesNothingButJava() {
        check(noClasses()
                .that()
                .resideInAPackage("org.tallystick.model..")
                .should()
                .dependOnClassesThat(not(resideInAnyPackage("org.tallystick.model..", "java..")))
                .because("the model is plain values; logging and I/O belong to those who use it"));
    }

    @Test
    void proofsAreCheckedWithoutANode() {
        check(noClasses()
                .that()
                .resideInAPackage("org.tallystick.proof..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.tallystick.spi..").and(not(type(FinalityVerifier.class))))
                .because("an outsider has no node; of an engine only the reading of its certificates is handed in"));
    }

    @Test
    void onlyTheBuilderReachesIntoTheNode() {
        check(noClasses()
                .that()
                .resideInAPackage("org.tallystick.api..")
                .and()
                .haveNameNotMatching("org\\.tallystick\\.api\\.LedgerBuilder(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tallystick.internal..")
                .because("the API is interfaces and values; only LedgerBuilder makes the node behind them"));
    }

    @Test
    void internalPackagesFormNoCycle() {
        check(slices().matching("org.tallystick.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a transaction goes one way through the node, and nothing reaches back up"));
    }

    @Test
    void everyClassIsInAPackageWithAKnownPlace() {
        check(classes()
                .should()
                .resideInAnyPackage(
                        "org.tallystick.api..",
                        "org.tallystick.model..",
                        "org.tallystick.codec..",
                        "org.tallystick.crypto..",
                        "org.tallystick.contract..",
                        "org.tallystick.proof..",
                        "org.tallystick.spi..",
                        "org.tallystick.internal..")
                .because("a new package needs a decision about what it may depend on, written down in this test"));
    }
}
