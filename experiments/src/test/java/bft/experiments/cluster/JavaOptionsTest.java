package bft.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                   | -XX:+UseSerialGC -Xmx96m",
                "-Dsome=thing -XX:+UseStringDeduplication | -XX:+UseSerialGC -Xmx96m",
                "-XX:+UseG1GC                         | -Xmx96m",
                "-XX:+UseZGC -Xmx2g                   | ''",
                "-XX:MaxRAMPercentage=20              | -XX:+UseSerialGC",
                "-Xms64m                              | -XX:+UseSerialGC -Xmx96m",
                "-Xms512m                             | -XX:+UseSerialGC -Xmx512m",
                "-Xms1G -Xms100000000                 | -XX:+UseSerialGC -Xmx1024m",
                "-XX:InitialHeapSize=100000001        | -XX:+UseSerialGC -Xmx96m",
                "-XX:InitialHeapSize=209715201        | -XX:+UseSerialGC -Xmx201m",
            })
    void leavesOutWhatTheUserHasChosen(String users, String expected) {
        for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
            List<String> options = JavaOptions.of(Map.of(variable, users)).withHeap(96);
            assertThat(String.join(" ", options)).as(variable).isEqualTo(expected);
        }
    }
}
