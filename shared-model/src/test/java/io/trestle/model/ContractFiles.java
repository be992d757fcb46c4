package io.trestle.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The schemas, golden files and pages of the contracts, where they lie in the repository. */
final class ContractFiles {

    static final Path ROOT = root();
    static final Path DOCS = ROOT.resolve("docs");
    static final Path SCHEMAS = ROOT.resolve("shared-model/src/main/resources/schemas");
    static final Path GOLDEN = ROOT.resolve("shared-model/src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ContractFiles() {
    }

    static Path schema(Class<? extends Message> type) {
        return SCHEMAS.resolve(MessageCodec.typeName(type) + ".schema.json");
    }

    static Path golden(Class<? extends Message> type) {
        return GOLDEN.resolve(MessageCodec.typeName(type) + ".json");
    }

    /** All accepted examples of a type: the golden file, and others beside it ({@code <type>.<what>.json}). */
    static List<Path> accepted(Class<? extends Message> type) {
        return examples(GOLDEN, type);
    }

    static List<Path> rejected(Class<? extends Message> type) {
        return examples(GOLDEN.resolve("rejected"), type);
    }

    static List<Path> files(Path directory) {
        try (var files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(Path file) {
        return json(text(file));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> examples(Path directory, Class<? extends Message> type) {
        var name = MessageCodec.typeName(type) + ".";
        return files(directory).stream().filter(file -> file.getFileName().toString().startsWith(name)).toList();
    }

    /** Surefire names the repository's root; an IDE runs in the module. */
    private static Path root() {
        var named = System.getProperty("trestle.root");
        return named != null ? Path.of(named) : Path.of("").toAbsolutePath().getParent();
    }
}
