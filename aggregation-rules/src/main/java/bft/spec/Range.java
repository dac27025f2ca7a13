package bft.spec;

/**
 * The numbers that a parameter may have.
 *
 * @param least lower limit, or minus infinity
 * @param leastIncluded whether the lower limit itself is allowed
 * @param most upper limit, or infinity
 * @param mostIncluded whether the upper limit itself is allowed
 */
record Range(double least, boolean leastIncluded, double most, boolean mostIncluded) {
    static final Range ALL =
            new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

    private static final double EXACT = 1e15;

    boolean contains(double number) {
        return (leastIncluded ? number >= least : number > least)
                && (mostIncluded ? number <= most : number < most);
    }

    /** Such as {@code >= 1} or {@code in [0, 1)}; empty without limits. */
    @Override
    public String toString() {
        if (Double.isInfinite(least) && Double.isInfinite(most)) {
            return "";
        }
        if (Double.isInfinite(most)) {
            return (leastIncluded ? ">= " : "> ") + plain(least);
        }
        if (Double.isInfinite(least)) {
            return (mostIncluded ? "<= " : "< ") + plain(most);
        }
        return Text.of(
                "in %s%s, %s%s",
                leastIncluded ? "[" : "(", plain(least), plain(most), mostIncluded ? "]" : ")");
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < EXACT
                ? Long.toString((long) number)
                : Double.toString(number).replace(".0E", "E").replace('E', 'e');
    }
}
