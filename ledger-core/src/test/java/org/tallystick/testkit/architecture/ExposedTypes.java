package org.tallystick.testkit.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A public type shows only types of Java and of Tallystick in what its callers can see: supertypes, fields, parameters,
 * results, exceptions. So a library behind it can be replaced without anyone's code changing.
 */
final class ExposedTypes extends ArchCondition<JavaClass> {
    ExposedTypes() {
        super("show callers only types of Java and of Tallystick");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!reachable(type)) {
            return;
        }
        report(type, "the header of " + type.getName(), supertypes(type), events);
        for (JavaField field : type.getFields()) {
            if (visible(field.getModifiers())) {
                report(type, field.getDescription(), Stream.of(field.getType()), events);
            }
        }
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (visible(unit.getModifiers())) {
                Stream<JavaType> thrown = unit.getExceptionTypes().stream().map(JavaType.class::cast);
                Stream<JavaType> seen =
                        Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
                report(type, unit.getDescription(), Stream.concat(seen, thrown), events);
            }
        }
    }

    private static Stream<JavaType> supertypes(JavaClass type) {
        return Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    }

    private static void report(JavaClass owner, String where, Stream<JavaType> types, ConditionEvents events) {
        types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(ExposedTypes::foreign)
                .distinct()
                .forEach(type -> events.add(SimpleConditionEvent.violated(
                        owner, where + " shows " + type.getName() + "; instead, keep it behind a type of our own")));
    }

    private static boolean foreign(JavaClass type) {
        String name = type.getName();
        boolean known = type.isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("org.tallystick.");
        return !known || type.isAssignableTo("com.google.protobuf.MessageLite");
    }

    private static boolean reachable(JavaClass type) {
        return visible(type.getModifiers())
                && type.getEnclosingClass().map(ExposedTypes::reachable).orElse(true);
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
