package bft.experiments.chaos;

import bft.server.config.OutputSettings;
import bft.spec.Registry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What disks do to a server that saves its state, and what a crash leaves. */
final class DiskHostilities {
    static final Registry<Hostility> ALL = new Registry<>("hostility");

    private static final String LEAST = "4096";
    private static final String UNLIMITED = "unlimited";
    private static final int FILE_BYTES = 4_000_000;

    /** What happens to the server and its state directory. */
    private interface Event {
        void happen(Scene scene, Path state) throws IOException, InterruptedException;
    }

    static {
        disk(
                "disk-full",
                "no file may grow beyond 4 KB, neither checkpoints nor logs",
                (scene, state) -> limitFiles(scene, LEAST),
                (scene, state) -> limitFiles(scene, UNLIMITED));
        disk(
                "disk-read-only",
                "the state directory takes no new file",
                (scene, state) -> obstruct(state),
                (scene, state) -> {});
        disk(
                "disk-vanished",
                "the state directory is gone, and comes back",
                (scene, state) -> Files.move(state, aside(state)),
                (scene, state) -> {
                    if (!Files.exists(state)) {
                        Files.move(aside(state), state);
                    }
                });
        named("disk-busy", "others force 4 MB to the same disk, without a pause", Busy::new);
        disk(
                "killed",
                "the server is killed and started again",
                (scene, state) -> restart(scene),
                (scene, state) -> {});
        disk(
                "damaged",
                "the server is killed, and its newest checkpoint has a wrong byte",
                (scene, state) -> {
                    scene.server().kill();
                    damage(newest(state));
                    scene.server().start();
                },
                (scene, state) -> {});
        disk(
                "truncated",
                "the server is killed, and its newest checkpoint is half as long",
                (scene, state) -> {
                    scene.server().kill();
                    truncate(newest(state));
                    scene.server().start();
                },
                (scene, state) -> {});
        disk(
                "output-gone",
                "the directory for the model vanishes",
                (scene, state) -> Files.delete(models(scene)),
                (scene, state) -> {});
        disk(
                "tokens-gone",
                "the directory of tokens vanishes",
                (scene, state) -> Files.move(tokens(scene), aside(tokens(scene))),
                (scene, state) -> {});
    }

    private DiskHostilities() {}

    private static void named(String name, String meaning, Supplier<Hostility> hostility) {
        ALL.named(name, meaning).fact(Hostilities.WHO, "disk").madeBy(given -> hostility.get());
    }

    private static void disk(String name, String meaning, Event begin, Event end) {
        named(name, meaning, () -> new OnDisk(begin, end));
    }

    private static Path aside(Path path) {
        return path.resolveSibling(path.getFileName() + "-aside");
    }

    private static Path models(Scene scene) {
        return scene.directory().resolve("models");
    }

    private static Path tokens(Scene scene) {
        return scene.directory().resolve("tokens");
    }

    /** The limit that the system sets a process for each of its files. */
    private static void limitFiles(Scene scene, String limit)
            throws IOException, InterruptedException {
        var command =
                List.of("prlimit", "--pid", "" + scene.server().pid(), "--fsize=" + limit + ":");
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("prlimit ended with code " + code);
        }
    }

    /**
     * Takes away the right to write, and, since that does not bind root, the names of the next
     * files.
     */
    private static void obstruct(Path state) throws IOException {
        if (Files.isWritable(state)) {
            for (int version = 0; version < 1_000; version++) {
                String name = String.format(Locale.ROOT, "checkpoint-%012d.bft.partial", version);
                Path taken = state.resolve(name);
                if (!Files.exists(taken)) {
                    Files.createDirectories(taken.resolve("taken"));
                }
            }
        }
    }

    private static void restart(Scene scene) throws IOException, InterruptedException {
        scene.server().kill();
        scene.server().start();
    }

    private static Path newest(Path state) throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            return files.filter(file -> file.toString().endsWith(".bft"))
                    .max(Path::compareTo)
                    .orElseThrow(() -> new IOException("no checkpoint in " + state));
        }
    }

    private static void damage(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length() / 2);
            int value = open.read();
            open.seek(open.length() / 2);
            open.write(value ^ 1);
        }
    }

    private static void truncate(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(open.length() / 2);
        }
    }

    /** A server with a state directory and a directory for its model. */
    private static class OnDisk implements Hostility {
        private final Event begin;
        private final Event end;

        OnDisk(Event begin, Event end) {
            this.begin = begin;
            this.end = end;
        }

        @Override
        public Suspects suspects() {
            return Suspects.NOBODY;
        }

        @Override
        public void prepare(Scene scene) throws IOException {
            scene.set(OutputSettings.STATE_DIR, state(scene));
            scene.set(OutputSettings.CHECKPOINT_EVERY, scene.job().checkpointEvery());
            Path models = Files.createDirectory(models(scene));
            scene.set(OutputSettings.MODEL_FILE, models.resolve("model.npy"));
            scene.set(OutputSettings.AUDIT_LOG, scene.directory().resolve("audit.jsonl"));
        }

        private static Path state(Scene scene) {
            return scene.directory().resolve("state");
        }

        @Override
        public void begin(Scene scene) throws IOException, InterruptedException {
            begin.happen(scene, state(scene));
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            end.happen(scene, state(scene));
        }

        @Override
        public boolean mayLoseFiles() {
            return true;
        }
    }

    private static final class Busy extends OnDisk {
        private final Repeated writes =
                new Repeated(
                        Suspects.NOBODY,
                        2,
                        (scene, thread) -> {
                            Path file = scene.directory().resolve("busy-" + thread);
                            try (var open = new RandomAccessFile(file.toFile(), "rw")) {
                                open.write(new byte[FILE_BYTES]);
                                open.getFD().sync();
                            }
                        });

        Busy() {
            super((scene, state) -> {}, (scene, state) -> {});
        }

        @Override
        public void begin(Scene scene) {
            writes.begin(scene);
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            writes.end(scene);
        }
    }
}
