/**
 * The loops over coordinates: rows of floats in, block sums and reduced coordinates out. {@link
 * bft.aggregation.kernels.Kernels} says which sets there are; {@link
 * bft.aggregation.kernels.BlockDistances} and {@link bft.aggregation.kernels.Strip} are what the
 * passes use. {@code bft.aggregation} and its reducers import it, and the models of workers, whose
 * matrix products are weighted sums of rows.
 *
 * <p>A new loop goes into {@code Kernels} as an abstract method, into both sets, and into {@code
 * KernelsTest} with its naive form; {@code Strip} offers it to reducers.
 *
 * <p>What was tried and lost, on a 2-core AVX-512 machine with JDK 17 and 25:
 *
 * <ul>
 *   <li>Sorting floats with the vector module's own minimum and maximum: these must honour NaN and
 *       -0 and cost about five instructions each, 2.4 ns a comparator of 16 lanes. Compare and
 *       blend took 1.6 to 2.1 ns, int keys 1.4 ns on both JDKs.
 *   <li>One comparator at a time: reading and writing rows is the cost. Four rows a step took 1.2
 *       ns. Strips of 64 columns were 1.4 times slower than 256: the work for each step is the same
 *       however short the row is.
 *   <li>Folding the 16 sums of a tile as one expression tree in registers: the compiler gave up
 *       inlining it and made an object of every vector, 300 MB for one Krum of 20 x 1M. Through 1
 *       KB of scratch memory it is compiled well.
 *   <li>{@code reduceLanes}: its order of addition is not specified and differs between interpreted
 *       and compiled code, so results would change their bits while warming up.
 *   <li>Taking the mean of the rows as the centre of a block: one huge row spoils it. The row with
 *       the middle sum over a few coordinates costs nothing and is an honest one nearly always.
 *   <li>Plain Java on one flat array: two stretches of an array might overlap, so HotSpot stays
 *       scalar (31 ns a comparator against 1.5 on separate arrays).
 *   <li>The mean around a centre as one method for a whole window: too big for the compiler, up to
 *       100 MB of vector objects for one Meamed of 20 x 1M. Row by row it takes a quarter of the
 *       time of the sort before it.
 *   <li>One mixed row at a time: each row was read once for every mixed row. Four at a time, over
 *       four vectors of columns, are 2.5 times as fast.
 *   <li>Taking the distances to one strip of a mean while the next is being added up: at most 5%
 *       faster than one after the other, which cost 15 to 35% over the mean alone. Strips of 64,
 *       256 and 512 columns were no faster than 128.
 * </ul>
 */
package bft.aggregation.kernels;
