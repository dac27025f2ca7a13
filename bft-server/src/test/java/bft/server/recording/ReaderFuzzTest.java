package bft.server.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs {@link ReaderFuzz} on inputs that a fuzzer kept, and on sound ones with changes. Those of
 * snapshots get right checksums again in half of the trials.
 *
 * <p>{@code -Dfuzz.trials=1000000} tries as often, {@code -Dfuzz.seed=7} begins with that seed.
 */
class ReaderFuzzTest {
    private static final int TRIALS = Integer.getInteger("fuzz.trials", 100);
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int[] NUMBERS = {0, 1, -1, 7, 255, 65_536, Integer.MAX_VALUE};

    /** One input a line, in hexadecimal digits. */
    private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz", "readers.hex");

    @TempDir Path directory;

    @Test
    void changedFilesAreReadOrRefusedWithAReason() throws IOException {
        for (ReaderFuzz.Format format : ReaderFuzz.formats(directory)) {
            format.reader().read(format.file());
            for (long seed = SEED; seed < SEED + TRIALS; seed++) {
                try {
                    format.read(changed(format, new Random(seed)));
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(
                            format + ": -Dfuzz.seed=" + seed + " -Dfuzz.trials=1", e);
                }
            }
            Files.write(format.file(), format.sound());
        }
    }

    @Test
    void inputsThatAFuzzerKeptAreReadOrRefusedWithAReason() throws IOException {
        var formats = ReaderFuzz.formats(directory);
        for (String line : Files.readAllLines(CORPUS)) {
            byte[] input = HexFormat.of().parseHex(line);
            ReaderFuzz.Format format = ReaderFuzz.format(formats, input);
            try {
                ReaderFuzz.read(formats, input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(format + ": " + line, e);
            }
        }
    }

    private static byte[] changed(ReaderFuzz.Format format, Random random) {
        byte[] changed = format.sound();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            changed = changed(changed, random);
        }
        if (format.isOfSnapshots() && random.nextBoolean()) {
            changed = changed.clone();
            ReaderFuzz.giveChecksums(changed);
        }
        return changed;
    }

    private static byte[] changed(byte[] bytes, Random random) {
        if (bytes.length < 8) {
            return bytes;
        }
        byte[] changed = bytes.clone();
        int at = random.nextInt(bytes.length - 4);
        int length = random.nextInt(Math.min(100, bytes.length - at));
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> changed[at] = (byte) ('0' + random.nextInt(10));
            case 3 ->
                    ByteBuffer.wrap(changed)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 4 -> changed = Arrays.copyOf(bytes, at);
            case 5 ->
                    System.arraycopy(
                            bytes, random.nextInt(bytes.length - length), changed, at, length);
            default -> {
                changed = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, changed, 0, at);
                System.arraycopy(bytes, at + length, changed, at, changed.length - at);
            }
        }
        return changed;
    }
}
