/** The worker: its loop, its settings and its command line. */
package bft.worker;
