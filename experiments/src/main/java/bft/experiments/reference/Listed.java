package bft.experiments.reference;

import bft.spec.Registry;

/**
 * A registry with its texts in the listings.
 *
 * @param command its command, and its chapter on the reference page
 * @param about what is listed
 * @param note a note on the entries; may be empty
 */
record Listed(String command, Registry<?> registry, String about, String note) {}
