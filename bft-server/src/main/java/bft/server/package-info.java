/**
 * The server: one job is one single-writer state machine; this package wires the stages together.
 */
package bft.server;
