package org.tallystick.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tallystick.codec.GenesisJson;
import org.tallystick.model.Genesis;
import org.tallystick.testkit.Generators;

class GenesisFileTest {
    @TempDir
    private Path directory;

    private final Genesis genesis = new Generators(12).genesis();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("genesis.json");
    }

    @Test
    void fileComesBackAsTheSameGenesisAndLeavesNoDraft() {
        GenesisFile.save(file, genesis);
        assertThat(GenesisFile.load(file)).isEqualTo(genesis);
        assertThat(directory).isDirectoryNotContaining("glob:**.draft");
    }

    @Test
    void existingFileIsNeverWrittenOver() throws IOException {
        Files.writeString(file, "precious");
        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> GenesisFile.save(file, genesis))
                .withMessageContaining("exists already");
        assertThat(file).hasContent("precious");
    }

    @Test
    void missingFileIsNamed() {
        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> GenesisFile.load(file))
                .withMessageStartingWith("there is no genesis file " + file);
    }

    @Test
    void missingDirectoryIsNamed() {
        Path lost = directory.resolve("lost").resolve("genesis.json");
        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> GenesisFile.save(lost, genesis))
                .withMessageStartingWith("the genesis file " + lost + " cannot be written");
    }

    @Test
    void directoryInPlaceOfAFileIsNamed() {
        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> GenesisFile.load(directory))
                .withMessageStartingWith("the genesis file " + directory + " cannot be read");
    }

    @Test
    void corruptFileIsNamedWithThePlace() throws IOException {
        Files.writeString(file, GenesisJson.print(genesis).replace("\"format\": 1", "\"format\": 3"));
        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> GenesisFile.load(file))
                .withMessage("the genesis file " + file
                        + " is not valid: 2:13 at $.format: expected a whole number from 1 to 2, but found 3");
    }

    @Test
    void hugeFileIsRefusedWithoutBeingReadWhole() throws IOException {
        Files.write(file, new byte[GenesisJson.MAX_BYTES + 1]);
        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> GenesisFile.load(file))
                .withMessageContaining("has more than 4194304 bytes");
    }
}
