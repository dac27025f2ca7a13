package bft.server.core;

import bft.worker.client.Model;

/**
 * How a job ended.
 *
 * @param isFinished whether it reached its last version; otherwise it failed
 * @param message for people; empty if the job finished
 * @param model the last version
 */
public record JobEnd(boolean isFinished, String message, Model model) {}
