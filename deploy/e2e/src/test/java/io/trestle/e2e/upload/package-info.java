/** Uploads to client-api-service as a process: its memory, its end, its restart. */
package io.trestle.e2e.upload;
