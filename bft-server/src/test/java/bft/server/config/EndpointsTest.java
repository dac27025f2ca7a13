package bft.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {
    @ParameterizedTest
    @CsvSource({
        "::1, ::1, [::1]:7070",
        "[::1], ::1, [::1]:7070",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1, [0:0:0:0:0:0:0:1]:7070",
        "127.0.0.1, 127.0.0.1, 127.0.0.1:7070",
        "localhost, localhost, localhost:7070",
    })
    void anAddressOfIpv6IsTakenAndPrintedWithBrackets(String given, String host, String printed) {
        var workers = new Endpoints(given, 0, "127.0.0.1", 0, false);
        assertThat(workers.host()).isEqualTo(host);
        assertThat(workers.workersAt(7070)).isEqualTo(printed);
        assertThat(workers.isLoopback()).isTrue();
        var operator = new Endpoints("127.0.0.1", 0, given, 0, false);
        assertThat(operator.adminHost()).isEqualTo(host);
        assertThat(operator.adminAt(7070)).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1, localhost",
        "::1, [0:0:0:0:0:0:0:1]",
        "0.0.0.0, 127.0.0.1",
        "127.0.0.2, ::",
        "::, 0.0.0.0",
    })
    void onePortForBothIsRefusedWhereHostsOverlap(String host, String adminHost) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Endpoints(host, 9, adminHost, 9, true))
                .withMessageStartingWith("--port and --admin-port are both 9");
        assertThat(new Endpoints(host, 9, adminHost, 10, true).port()).isEqualTo(9);
        assertThat(new Endpoints(host, 0, adminHost, 0, true).port()).isZero();
    }

    @Test
    void onePortForBothIsTakenOnHostsApart() {
        assertThat(new Endpoints("127.0.0.1", 9, "::1", 9, false).adminPort()).isEqualTo(9);
        assertThat(new Endpoints("127.0.0.1", 9, "127.0.0.2", 9, false).adminPort()).isEqualTo(9);
    }

    @Test
    void allAddressesAreNotLoopback() {
        assertThat(new Endpoints("::", 0, "127.0.0.1", 0, true).isLoopback()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Endpoints("127.0.0.1", 0, "[::]", 0, false))
                .withMessageStartingWith("--admin-host :: is not loopback");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Address already in use | `ss -ltnp 'sport = :81'` or `lsof -i :81` shows by whom",
                "Permission denied | ports under 1024 are reserved for the superuser: choose another",
                "Cannot assign requested address | --host must be an address of this machine",
            })
    void aPortThatCannotBeHadIsNamedWithWhatToDo(String reason, String advice) {
        var endpoints = new Endpoints("::1", 81, "127.0.0.1", 82, false);
        assertThat(endpoints.workersPortLost(new BindException(reason)))
                .hasMessageStartingWith("--port 81: cannot listen on [::1]:81: " + reason + "; ")
                .hasMessageContaining(advice);
        assertThat(endpoints.adminPortLost(new BindException(reason)))
                .hasMessageStartingWith("--admin-port 82: cannot listen on 127.0.0.1:82: ");
    }
}
