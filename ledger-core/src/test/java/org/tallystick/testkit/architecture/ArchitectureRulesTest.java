package org.tallystick.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that never fires is worse than none, so each is shown to fire. */
@Tag("gate")
class ArchitectureRulesTest {
    private static final List<String> OFFENCES = violations(new BannedCalls(), Offender.class);

    static Stream<String> offences() {
        return Arrays.stream(Offender.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName);
    }

    @ParameterizedTest
    @MethodSource("offences")
    void bannedCallIsFoundAndAnsweredWithAReplacement(String offence) {
        assertThat(OFFENCES)
                .anySatisfy(found ->
                        assertThat(found).contains("Offender." + offence + "(").contains("; instead, "));
    }

    @Test
    void callThatNamesWhatItNeedsIsAllowed() {
        assertThat(violations(new BannedCalls(), Innocent.class)).isEmpty();
    }

    @Test
    void thirdPartyTypeIsFoundWhereCallersCanSeeIt() {
        List<String> found =
                violations(new ExposedTypes(), Leaky.class, Leaky.HeaderShows.class, Leaky.HeaderHides.class);

        for (String place : List.of("field", "result", "parameter", "generic", "array", "Header")) {
            assertThat(found).anyMatch(line -> line.contains(place + "Shows"));
        }
        assertThat(found).noneMatch(line -> line.contains("Hides"));
    }

    private static List<String> violations(ArchCondition<JavaClass> condition, Class<?>... types) {
        JavaClasses imported = new ClassFileImporter().importClasses(types);
        return ArchRuleDefinition.classes()
                .should(condition)
                .evaluate(imported)
                .getFailureReport()
                .getDetails();
    }
}
