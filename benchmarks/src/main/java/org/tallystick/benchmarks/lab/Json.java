package org.tallystick.benchmarks.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes results. */
final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    /** Writes a file in one step, so that nobody finds half of it. */
    static void write(Path file, Map<String, ?> content) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path part = Files.createTempFile(parent, "result", ".part");
        Files.writeString(part, MAPPER.writeValueAsString(content) + "\n");
        Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @SuppressWarnings("unchecked") // an object's names are strings
    static Map<String, Object> read(Path file) throws IOException {
        return MAPPER.readValue(Files.readString(file), Map.class);
    }
}
