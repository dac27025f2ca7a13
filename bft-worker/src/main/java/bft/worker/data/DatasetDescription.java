package bft.worker.data;

/**
 * A data set that can be asked for by name.
 *
 * @param name for {@link Datasets#load}
 * @param summary what it is, where its files are looked for and how its features are prepared
 */
public record DatasetDescription(String name, String summary) {}
