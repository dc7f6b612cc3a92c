package org.tallystick.testkit.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the classes that people wrote in one Maven module. */
public final class ModuleClasses {
    private ModuleClasses() {}

    /** The hand-written main classes of the module whose tests are running; empty if it has none yet. */
    public static JavaClasses ofThisModule() {
        Path module = Path.of(System.getProperty("basedir", ""));
        Path sources = module.resolve("src/main/java");
        Path classes = module.resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException("No " + classes.toAbsolutePath()
                    + ": compile the module first, and run the test with the module as its working directory");
        }
        return new ClassFileImporter().importPath(classes).that(new HasSourceIn(sources));
    }

    /** Generated code has no file among the sources, so it is recognised by that. */
    private static final class HasSourceIn extends DescribedPredicate<JavaClass> {
        private final Path sources;

        HasSourceIn(Path sources) {
            super("were written by hand");
            this.sources = sources;
        }

        @Override
        public boolean test(JavaClass type) {
            Path folder = sources.resolve(type.getPackageName().replace('.', '/'));
            return type.getSource()
                    .flatMap(source -> source.getFileName())
                    .map(name -> Files.exists(folder.resolve(name)))
                    .orElse(false);
        }
    }
}
