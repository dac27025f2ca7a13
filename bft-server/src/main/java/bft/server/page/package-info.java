/**
 * The live page of a job: its files, and the stream of events that it draws. {@link
 * bft.server.page.RecentRounds} collects what listeners of a job are told, {@link
 * bft.server.page.LivePage} sends it to browsers. Imported by {@code bft.server} only.
 */
package bft.server.page;
