/** Webhooks of workers to client-api-service as a process, while replicas are replaced and killed. */
package io.trestle.e2e.webhook;
