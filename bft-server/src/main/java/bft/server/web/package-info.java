/**
 * The operator's port: {@code /metrics} for Prometheus and {@code /health}. Plain HTTP, meant for
 * loopback. Imported by {@code bft.server} only.
 */
package bft.server.web;
