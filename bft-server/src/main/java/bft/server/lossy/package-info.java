/**
 * Gradients that arrive as datagrams over UDP, where what is lost stays lost: a push takes what has
 * come by its deadline, and robust rules bear the rest.
 *
 * <p>Georgios Damaskinos, El Mahdi El Mhamdi, Rachid Guerraoui, Arsany Guirguis, Sébastien Rouault:
 * AggregaThor: Byzantine Machine Learning via Robust Gradient Aggregation, SysML 2019, section 3.3.
 * There lost coordinates become NaN or arbitrary numbers, and any host may send any of them; here
 * each datagram has an HMAC of its worker.
 *
 * <p>Data in: datagrams from anyone, of which none is ever answered. Data out: rows with marks or
 * zeros where nothing came. {@link bft.server.lossy.DatagramReceiver} has one thread of its own;
 * {@code Reception} is what it knows of one worker. Imported by {@code bft.server.wire}, whose
 * calls announce and answer the pushes.
 */
package bft.server.lossy;
