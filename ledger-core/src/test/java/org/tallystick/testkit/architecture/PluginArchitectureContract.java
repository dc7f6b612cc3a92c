package org.tallystick.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import org.junit.jupiter.api.Test;

/** What holds, besides, in every module that plugs into the core. */
public abstract class PluginArchitectureContract extends ArchitectureContract {
    @Test
    void leavesTheInternalsOfTheCoreAlone() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tallystick.internal..")
                .because("internals change without notice; use org.tallystick.api or the SPI, or extend those"));
    }
}
