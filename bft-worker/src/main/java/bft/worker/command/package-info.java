/**
 * What all programs of this project have in common at the command line: {@link
 * bft.worker.command.ExitCode}, and how {@link bft.worker.command.Failures} become one line of text
 * that says what to do. For {@code bft.worker}, {@code bft.server}, {@code bft.experiments} and
 * their packages.
 */
package bft.worker.command;
