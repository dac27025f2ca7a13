package bft.experiments.reference;

import bft.spec.Registry;

/**
 * A registry as it is listed.
 *
 * @param command its command, and its chapter on the reference page
 * @param about what is listed
 * @param note what is to be said beside the entries; empty if nothing
 */
record Listed(String command, Registry<?> registry, String about, String note) {}
