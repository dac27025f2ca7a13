/** The command line bft. */
package bft.experiments;
