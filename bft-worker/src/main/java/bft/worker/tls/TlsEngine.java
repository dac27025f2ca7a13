package bft.worker.tls;

import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which implementation of TLS is used, and what of TLS. */
public final class TlsEngine {
    private TlsEngine() {}

    /** OpenSSL's if netty-tcnative is on the class path, else the JDK's. */
    public static SSLEngineOptions best() {
        return OpenSSLEngineOptions.isAvailable()
                ? new OpenSSLEngineOptions()
                : new JdkSSLEngineOptions();
    }

    /** In words. */
    public static String name() {
        return OpenSSLEngineOptions.isAvailable()
                ? "OpenSSL (netty-tcnative)"
                : "the JDK's, as netty-tcnative is not on the class path";
    }

    /** Nothing older is accepted. */
    public static Set<String> protocols() {
        return new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));
    }
}
