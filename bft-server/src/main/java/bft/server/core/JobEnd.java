package bft.server.core;

import bft.worker.client.Model;

/**
 * How a job ended.
 *
 * @param isFinished whether it came to its last version; else it failed
 * @param message for people; empty if the job finished
 * @param model the last version
 */
public record JobEnd(boolean isFinished, String message, Model model) {}
