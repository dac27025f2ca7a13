/**
 * The operator's port: {@code /metrics} for Prometheus, {@code /health}, the live page, and changes
 * of members for who has the token. Plain HTTP on loopback; elsewhere with TLS and a token.
 * Imported by {@code bft.server} and the settings.
 */
package bft.server.web;
