package org.tallystick.testkit.sim;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;
import org.tallystick.spi.consensus.ConsensusEngine;

class WrappedEngineTest {
    @Test
    void everyQuestionToTheEngineIsPassedOn() {
        for (Method method : ConsensusEngine.class.getMethods()) {
            assertThatCode(() -> WrappedEngine.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                    .as("a method with a default body would answer for the wrapped engine: " + method)
                    .doesNotThrowAnyException();
        }
    }
}
