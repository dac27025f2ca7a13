/**
 * The operator's port: {@code /metrics} for Prometheus and {@code /health}. Plain HTTP on loopback;
 * elsewhere with TLS and a token. Imported by {@code bft.server} and the settings.
 */
package bft.server.web;
