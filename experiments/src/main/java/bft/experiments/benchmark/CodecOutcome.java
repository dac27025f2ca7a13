package bft.experiments.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The measurements of one codec.
 *
 * @param bytes of a gradient's data
 * @param encode a gradient to chunks
 * @param decode its chunks to a row
 * @param copy a copy of d floats
 */
record CodecOutcome(
        String codec,
        int d,
        long bytes,
        Rotation.Cost encode,
        Rotation.Cost decode,
        Rotation.Cost copy) {

    /** The ratio of the bytes of floats to those of the codec. */
    double saving() {
        return 4.0 * d / bytes;
    }

    /** As a line of JSON. */
    Map<String, Object> json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("bench", "codec");
        line.put("codec", codec);
        line.put("d", d);
        line.put("bytes", bytes);
        line.put("saving", OptimiserOutcome.rounded(saving()));
        put(line, "encode", encode);
        put(line, "decode", decode);
        line.put("copy_ms", OptimiserOutcome.rounded(copy.msMedian()));
        line.put("repeats", copy.nanos().length);
        line.put("jdk", Runtime.version().toString());
        return line;
    }

    private void put(Map<String, Object> line, String what, Rotation.Cost cost) {
        line.put(what + "_ms_min", OptimiserOutcome.rounded(cost.msMin()));
        line.put(what + "_ms_median", OptimiserOutcome.rounded(cost.msMedian()));
        line.put(what + "_copy_ratio", OptimiserOutcome.rounded(cost.ratioTo(copy)));
        line.put(what + "_bytes_per_call", cost.bytesMedian());
    }
}
