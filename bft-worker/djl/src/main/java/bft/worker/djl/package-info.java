/**
 * Models of the Deep Java Library, with whatever engine is on the class path, as functions that a
 * worker trains with. For programs that embed a worker.
 */
package bft.worker.djl;
