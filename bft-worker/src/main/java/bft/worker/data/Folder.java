package bft.worker.data;

import bft.spec.BadArgument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds files in a directory, directly or in a folder of the same name, packed by gzip or not. */
final class Folder {
    private static final String PACKED = ".gz";

    private Folder() {}

    /** The file of this name. */
    static Optional<Path> find(Path directory, String name) {
        return Stream.of(name, name + PACKED)
                .flatMap(
                        file ->
                                Stream.of(
                                        directory.resolve(file),
                                        directory.resolve(file).resolve(file),
                                        directory.resolve(name).resolve(file)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /**
     * All files that are not hidden, each once: of files that differ only in being packed or in a
     * point instead of a hyphen, as in {@code labels-idx1-ubyte} and {@code labels.idx1-ubyte}, the
     * first.
     *
     * @param prefix of their names
     * @throws IllegalArgumentException if there is no such directory
     */
    static List<Path> files(Path directory, String prefix) {
        BadArgument.when(!Files.isDirectory(directory))
                .because(
                        "there is no directory %s for the data; --data-dir or BFT_DATA names it",
                        directory);
        List<Path> entries;
        try (Stream<Path> listed = Files.list(directory)) {
            entries = listed.sorted().toList();
        } catch (IOException e) {
            throw DataFile.unreadable(directory, e);
        }
        var files = new ArrayList<Path>();
        var stems = new ArrayList<String>();
        Stream.concat(
                        entries.stream(),
                        entries.stream()
                                .filter(Files::isDirectory)
                                .map(entry -> entry.resolve(entry.getFileName())))
                .filter(Files::isRegularFile)
                .filter(file -> name(file).startsWith(prefix) && !name(file).startsWith("."))
                .filter(file -> !stems.contains(stem(file)))
                .forEach(
                        file -> {
                            files.add(file);
                            stems.add(stem(file));
                        });
        return files;
    }

    /** The last part of a path. */
    static String name(Path file) {
        return file.getFileName().toString();
    }

    /** The name without the ending of packed files. */
    static String unpackedName(Path file) {
        String name = name(file);
        return name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
    }

    private static String stem(Path file) {
        return unpackedName(file).replace('.', '-');
    }
}
