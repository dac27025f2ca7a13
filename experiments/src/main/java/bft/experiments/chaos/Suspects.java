package bft.experiments.chaos;

/** Whom a server should name. */
enum Suspects {
    /** Nobody: the network or the disk is at fault. */
    NOBODY("none to name"),

    /** Nobody for certain: these workers send what an honest one might. */
    DISGUISED("disguised"),

    /** The last workers. */
    WORKERS("workers"),

    /** Callers without a valid token. */
    STRANGERS("strangers");

    private final String text;

    Suspects(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
