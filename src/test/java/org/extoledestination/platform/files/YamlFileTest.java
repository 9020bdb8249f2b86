package org.extoledestination.platform.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file as a whole is told alike, whoever reads it. */
class YamlFileTest {

    @TempDir
    private Path folder;

    private final List<Mistake> mistakes = new ArrayList<>();
    private final YamlFile yaml = new YamlFile("a.yaml", mistakes::add);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:\\n\\tb: 1        | a.yaml:2  a tab stands before the text. YAML is indented with blanks only
            a: b: c             | a.yaml:1  the file is not YAML: mapping values are not allowed here, column 5
            a: \\7              | a.yaml  the file is not YAML: special characters are not allowed
            a: 1\\n---\\nb: 2   | a.yaml:2  the file is not YAML: but found another document, column 1
            \\n# only a comment | a.yaml  the file is empty
            """)
    void whatIsNoDocumentIsToldWithItsPlace(String text, String mistake) {
        assertThat(yaml.document(text.translateEscapes())).isEmpty();
        assertThat(mistakes).extracting(Mistake::toString).containsExactly(mistake);
    }

    @Test
    void settingsMayBeSeveralDocumentsOrNone() {
        assertThat(yaml.documents("a: 1\n---\nb: 2"))
                .hasValueSatisfying(all -> assertThat(all).hasSize(2));
        assertThat(yaml.documents("# nothing"))
                .hasValueSatisfying(all -> assertThat(all).isEmpty());
        assertThat(mistakes).isEmpty();
        assertThat(yaml.documents("a: [")).isEmpty();
        assertThat(mistakes).isNotEmpty();
    }

    @Test
    void aFolderInsteadOfAFileIsTold() throws IOException {
        assertThat(yaml.text(Files.createDirectory(folder.resolve("a.yaml")))).isEmpty();
        assertThat(mistakes)
                .extracting(Mistake::toString)
                .containsExactly("a.yaml  the file cannot be read: IOException");
    }
}
