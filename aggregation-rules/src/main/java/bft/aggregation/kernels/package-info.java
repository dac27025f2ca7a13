/**
 * The loops over coordinates: rows of floats in, block sums and reduced coordinates out. {@link
 * bft.aggregation.kernels.Kernels} lists the sets; {@link bft.aggregation.kernels.BlockDistances}
 * and {@link bft.aggregation.kernels.ColumnTile} are used by the passes. {@code bft.aggregation}
 * and its reducers import it, and so do the models of workers, whose matrix products are weighted
 * sums of rows.
 *
 * <p>A new loop is an abstract method of {@code Kernels}, implemented in both sets and tested
 * against its naive form in {@code KernelsTest}; {@code ColumnTile} offers it to reducers.
 *
 * <p>Variants that were slower, on a 2-core AVX-512 machine with JDK 17 and 25:
 *
 * <ul>
 *   <li>Sorting floats with the vector module's own minimum and maximum: these must handle NaN and
 *       -0 and cost about five instructions each, 2.4 ns per comparator of 16 lanes. Compare and
 *       blend took 1.6 to 2.1 ns, int keys 1.4 ns on both JDKs.
 *   <li>One comparator at a time: reading and writing rows dominates. Four rows per step took 1.2
 *       ns. Tiles of 64 columns were 1.4 times slower than 256: each step has a fixed cost.
 *   <li>Folding the 16 sums of a tile as one expression tree in registers: the compiler gave up
 *       inlining it and allocated an object for every vector, 300 MB for one Krum of 20 x 1M.
 *       Through 1 KB of scratch memory it is compiled well.
 *   <li>{@code reduceLanes}: its order of addition is not specified and differs between interpreted
 *       and compiled code, so results would change their bits while warming up.
 *   <li>Taking the mean of the rows as the centre of a block: one huge row moves it arbitrarily.
 *       The row with the median sum over a few coordinates costs almost nothing and is nearly
 *       always honest.
 *   <li>Plain Java on one flat array: two segments of an array might overlap, so HotSpot stays
 *       scalar (31 ns per comparator, 1.5 on separate arrays).
 *   <li>Plain products of one row with one other: 0.57 ns for 16 columns, with fused operations
 *       too; two rows with two others 0.36, fused. With separate product and sum, or with four
 *       segments instead of two, that loop has too many operations and stays scalar: 4.9. Running
 *       sums of 128 columns instead of 256 cost 1.6 times what they save in adding them up.
 *   <li>Plain minimum and maximum of ints on JDK 17: scalar, 147 ns for 256 columns. Choosing by
 *       the sign of the difference takes 20.
 *   <li>The mean around a centre by rows, a pass for each pair of ranks: where several pairs share
 *       a slot it was compiled badly after other rules had run, 190 MB of vector objects for one
 *       Bulyan of 20 x 1M, which took 40 ms. By columns, with a loop over ranks in a loop over
 *       slots, JDK 17 still allocated 60 MB of them for one Meamed. Where two ranks share a slot
 *       one loop suffices; where more do, each step goes through memory.
 *   <li>One mixed row at a time: each row was read once for every mixed row. Four at a time, over
 *       four vectors of columns, are 2.5 times as fast.
 *   <li>Computing the distances to one tile of a mean while the next one is summed: at most 5%
 *       faster than one after the other, which costs 15 to 35% more than the mean only. Tiles of
 *       64, 256 and 512 columns were no faster than 128.
 *   <li>Centring as a separate pass before the products: half of the time of the distances of 10
 *       rows. Centring four rows at a time and multiplying them with each other saved a fifth of
 *       the time of Krum at 20 x 1M.
 *   <li>Keys of a tile in four fifths of the first-level cache: 1.2 times slower for 100 rows than
 *       in all of it; beyond its size slower again.
 *   <li>Sixteen vectors of columns at a time in a weighted sum, as in C: 5.9 ms, 4.2 for eight,
 *       with large pages.
 *   <li>Folding a tile in the method that sums it: two vector objects per tile, 9 MB for one Krum
 *       of 50 x 1M.
 * </ul>
 */
package bft.aggregation.kernels;
