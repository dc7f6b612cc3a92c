package org.tallystick.consensus.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A bug: pieces of production sources, each standing in its file exactly once, and what takes their place.
 *
 * @param name of the bug
 * @param edits what is changed
 */
record Mutant(String name, List<Edit> edits) {
    /**
     * A change in one place.
     *
     * @param file path below the project's root
     * @param original what stands there; any white space stands for any other
     * @param replacement what takes its place
     */
    record Edit(String file, String original, String replacement) {
        private String apply(String source, String mutant) {
            String spaced =
                    Stream.of(original.trim().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
            Matcher matcher = Pattern.compile(spaced).matcher(source);
            if (!matcher.find() || matcher.find(matcher.start() + 1)) {
                throw new IllegalStateException("the mutant \"" + mutant + "\" looks for this once in " + file
                        + "; adapt it to the code as it is now: " + original);
            }
            return matcher.reset().replaceFirst(Matcher.quoteReplacement(replacement));
        }
    }

    static Mutant of(String name, Edit... edits) {
        return new Mutant(name, List.of(edits));
    }

    /**
     * The changed sources by their path.
     *
     * @throws IllegalStateException if a piece does not stand in its file exactly once: the code was changed, and the
     *     mutant has to follow
     */
    Map<String, String> sources(Path root) throws IOException {
        Map<String, String> changed = new LinkedHashMap<>();
        for (Edit edit : edits) {
            String source = changed.get(edit.file());
            if (source == null) {
                source = Files.readString(root.resolve(edit.file()));
            }
            changed.put(edit.file(), edit.apply(source, name));
        }
        return changed;
    }
}
