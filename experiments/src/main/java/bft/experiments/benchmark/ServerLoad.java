package bft.experiments.benchmark;

import bft.spec.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server is measured with.
 *
 * @param n workers
 * @param f of them may be Byzantine
 * @param silent the last of them, which join and push nothing
 * @param d parameters
 * @param clients processes that the workers are spread over
 * @param warmUp versions before the timing
 * @param rounds versions that are timed
 * @param certificate that the server shows and its workers trust; empty for plain text
 */
record ServerLoad(
        int n,
        int f,
        int silent,
        int d,
        String mode,
        String codec,
        int clients,
        int warmUp,
        int rounds,
        long seed,
        Optional<Path> certificate,
        List<String> serverOptions) {
    private static final int BASE_MEGABYTES = 192;

    /** Workers that push. */
    int pushing() {
        return n - silent;
    }

    /** Bytes of the values that all workers push and pull in a round, as floats. */
    double payload() {
        return 2.0 * pushing() * Float.BYTES * d;
    }

    /** The heap of one process with workers: a gradient and two models each. */
    int clientMegabytes() {
        return megabytes(4L * ((n + clients - 1) / clients) + 2);
    }

    private int megabytes(long vectors) {
        return (int) (BASE_MEGABYTES + vectors * Float.BYTES * d / 1_000_000);
    }

    /** Which workers are in process i: the first, and how many. */
    int first(int i) {
        return i * n / clients;
    }

    /** The call of the server's program. */
    List<String> server(String rule, String tokens, String portFile) {
        List<String> call =
                new ArrayList<>(List.of("server", "--workers", "" + n, "--byzantine", "" + f));
        call.addAll(List.of("--rule", rule, "--mode", mode, "--codecs", codecs()));
        call.addAll(List.of("--dimension", "" + d, "--initial-scale", "0", "--schedule", "0.001"));
        call.addAll(List.of("--rounds", "" + Integer.MAX_VALUE, "--seed", "" + seed));
        call.addAll(List.of("--port", "0", "--admin-port", "0", "--port-file", portFile));
        call.addAll(List.of("--tokens", tokens, "--create-tokens"));
        call.addAll(serverOptions);
        return call;
    }

    private String codecs() {
        return codec.equals("float32") ? codec : "float32," + codec;
    }

    /** The call of one process with workers. */
    List<String> client(int i, String tokens, int port) {
        List<String> call = new ArrayList<>(List.of("bench", "clients", "--port", "" + port));
        call.addAll(List.of("--tokens", tokens, "--codec", codec, "--seed", "" + seed));
        call.addAll(List.of("--first", "" + first(i), "--count", "" + (first(i + 1) - first(i))));
        call.addAll(List.of("--dimension", "" + d, "--warm-up", "" + warmUp));
        call.addAll(List.of("--rounds", "" + rounds, "--pushing", "" + pushing()));
        certificate.ifPresent(shown -> call.addAll(List.of("--tls-ca", shown.toString())));
        return call;
    }

    /** The call of the listening end of the copy; with a port that of the other end. */
    List<String> copy(int port) {
        List<String> call =
                new ArrayList<>(List.of("bench", "copy", "--connections", "" + pushing()));
        call.addAll(List.of("--bytes", "" + (long) Float.BYTES * d, "--port", "" + port));
        call.addAll(List.of("--rounds", "" + rounds));
        return call;
    }

    /** Adds its parts to an outcome. */
    void describe(BenchOutcome outcome) {
        outcome.with("n", n)
                .with("f", f)
                .with("silent", silent)
                .with("d", d)
                .with("mode", mode)
                .with("codec", codec)
                .with("tls", certificate.isPresent())
                .with("client_processes", clients)
                .with("rounds", rounds);
    }

    @Override
    public String toString() {
        return Text.of(
                "n=%s f=%s silent=%s d=%s %s %s%s, %s client process(es)",
                n, f, silent, d, mode, codec, certificate.isPresent() ? " TLS" : "", clients);
    }
}
