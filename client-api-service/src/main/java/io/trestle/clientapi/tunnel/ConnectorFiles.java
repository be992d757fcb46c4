package io.trestle.clientapi.tunnel;

/** What a worker's cloudflared runs with. */
public record ConnectorFiles(CloudflaredCredential credential, CloudflaredConfig config) {
}
