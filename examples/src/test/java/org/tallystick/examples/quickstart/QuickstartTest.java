package org.tallystick.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    private static final String SOURCE = "src/main/java/org/tallystick/examples/quickstart/Quickstart.java";

    @TempDir
    private Path directory;

    @Test
    @Timeout(60)
    void writesAnEntryReadsItBackAndGoesOnWithTheSameLedgerAtTheSecondRun() throws Exception {
        assertThat(Quickstart.run(directory, "a passphrase".toCharArray()))
                .contains("is final in block 1.")
                .contains("The first entry of the book: Hello, ledger");
        assertThat(Quickstart.run(directory, "a passphrase".toCharArray()))
                .contains("is final in block 2.")
                .contains("The first entry of the book: Hello, ledger");
    }

    @Test
    void theReadmeShowsThisVeryProgram() throws Exception {
        Path module = Path.of(System.getProperty("basedir", ""));
        String source = Files.readString(module.resolve(SOURCE));
        String marked = between(source, "// README: begin\n", "            // README: end");
        String readme = Files.readString(module.toAbsolutePath().getParent().resolve("README.md"));
        assertThat(readme).contains("```java\n" + marked.stripTrailing().stripIndent() + "\n}\n```");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        assertThat(from).isPositive().isLessThan(to);
        return text.substring(from + begin.length(), to);
    }
}
