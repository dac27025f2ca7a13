/**
 * Recorded answers of other implementations: a case as read from a file in, the specification of
 * our rule that should give the same answer out. The command line and the tests import it.
 */
package bft.aggregation.golden;
