package bft.server.metrics;

/**
 * How many faulty workers a job tolerates at one moment, among those that take part.
 *
 * @param tolerated as many; at most f
 * @param f that the operator has set
 * @param n members
 * @param because why it is less than f, or why no step can be made; empty if neither
 */
public record Tolerance(int tolerated, int f, int n, String because) {
    @Override
    public String toString() {
        if (because.isEmpty()) {
            return "tolerates f = %s of n = %s".formatted(f, n);
        }
        String number = tolerated == 0 ? "none" : "only " + tolerated;
        return "tolerates %s of n = %s, because %s".formatted(number, n, because);
    }
}
