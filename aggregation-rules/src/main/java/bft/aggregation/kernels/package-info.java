/**
 * The loops over coordinates: rows of floats in, block sums and reduced coordinates out. {@link
 * bft.aggregation.kernels.Kernels} says which sets there are; {@link
 * bft.aggregation.kernels.BlockDistances} and {@link bft.aggregation.kernels.ColumnTile} are what
 * the passes use. {@code bft.aggregation} and its reducers import it, and the models of workers,
 * whose matrix products are weighted sums of rows.
 *
 * <p>A new loop goes into {@code Kernels} as an abstract method, into both sets, and into {@code
 * KernelsTest} with its naive form; {@code ColumnTile} offers it to reducers.
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
 *   <li>Plain products of one row with one other: 0.57 ns for 16 columns, with fused operations
 *       too; two rows with two others 0.36, fused. With a product and a sum apart, or with four
 *       stretches instead of two, that loop has too many operations and stays scalar: 4.9. Running
 *       sums of 128 columns instead of 256 were 1.6 times slower than is saved in adding them up.
 *   <li>Plain minimum and maximum of ints on JDK 17: scalar, 147 ns for 256 columns. Choosing by
 *       the sign of the difference takes 20.
 *   <li>The mean around a centre by rows, a pass for each pair of ranks: where several pairs share
 *       a place it was compiled badly once other rules had run before, 190 MB of vector objects for
 *       one Bulyan of 20 x 1M, which took 40 ms. By columns, with a loop over ranks in a loop over
 *       places, JDK 17 still made 60 MB of them for one Meamed. Where two ranks share a place one
 *       loop does; where more do, each step goes through memory.
 *   <li>One mixed row at a time: each row was read once for every mixed row. Four at a time, over
 *       four vectors of columns, are 2.5 times as fast.
 *   <li>Taking the distances to one tile of a mean while the next is being added up: at most 5%
 *       faster than one after the other, which cost 15 to 35% over the mean alone. Strips of 64,
 *       256 and 512 columns were no faster than 128.
 *   <li>Centring as a pass of its own before the products: half of the time of the distances of 10
 *       rows. Four rows at a time, multiplied with each other as they are centred, took a fifth off
 *       the whole of Krum at 20 x 1M.
 *   <li>Keys of a tile in four fifths of the nearest cache: 1.2 times slower for 100 rows than in
 *       all of it; in more than all of it slower again.
 *   <li>Sixteen vectors of columns at a time in a weighted sum, as C does it: 5.9 ms against 4.2
 *       for eight, with large pages.
 *   <li>Folding a tile in the method that adds it up: two vector objects a tile, 9 MB for one Krum
 *       of 50 x 1M.
 * </ul>
 */
package bft.aggregation.kernels;
