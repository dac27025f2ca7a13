/**
 * What happened to a job, kept so that it can be replayed to the bit: {@link
 * bft.server.recording.Recorder} writes, {@link bft.server.recording.Replay} repeats.
 *
 * <p>Data in: the events of a job. Data out: files, and whether the same events make the same
 * models. Nothing here affects the job. Imported by {@code bft.server} only.
 */
package bft.server.recording;
