package io.trestle.model.tunnel;

import java.time.Instant;
import java.util.List;

import io.trestle.model.Message;

/** One message of each type of the tunnel topics, as the golden files show them. */
public final class TunnelMother {

    private static final String MODEL = "mk3v9q2x7c4nb5t6a";
    private static final String TENANT = "tenant-a";
    private static final String REQUEST = "0190f6b2-8d10-7c31-9a44-5b0f6a2d9e01";
    private static final String TUNNEL = "5b0c3a1e-6f0d-4d47-9c7e-2f1c8d4b7a10";
    private static final String HOSTNAME = MODEL + ".example.org";
    private static final String SERVICE = "http://localhost:3009";
    private static final String RECIPIENT_KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}";
    private static final String CREDENTIAL = "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyIsImVuYyI6IkEyNTZHQ00ifQ"
            + ".d3JhcHBlZC1rZXk.aW5pdC12ZWN0b3I.Y2lwaGVyLXRleHQ.dGFn";
    private static final Instant OBSERVED = Instant.parse("2026-03-02T09:30:00Z");

    private TunnelMother() {
    }

    public static ProvisionTunnel provisionTunnel() {
        return new ProvisionTunnel(MODEL, TENANT, REQUEST, 1, SERVICE, RECIPIENT_KEY);
    }

    public static List<Message> messages() {
        return List.of(
                provisionTunnel(),
                new RotateTunnel(MODEL, TENANT, REQUEST, RECIPIENT_KEY),
                new DeprovisionTunnel(MODEL, TENANT, REQUEST),
                new TunnelProvisioned(MODEL, TENANT, REQUEST, 1, TUNNEL, HOSTNAME, SERVICE, CREDENTIAL),
                new TunnelProvisioningFailed(MODEL, TENANT, REQUEST, 1, TunnelFailure.HOSTNAME_TAKEN,
                        "An A record that is not ours stands at " + HOSTNAME + "; delete it, or register the model again"),
                new TunnelRotated(MODEL, TENANT, REQUEST, TUNNEL, HOSTNAME, CREDENTIAL),
                new TunnelRotationFailed(MODEL, TENANT, REQUEST, TunnelFailure.NOT_FOUND,
                        "There is no tunnel of this model; provision it first"),
                new TunnelDeprovisioned(MODEL, TENANT, REQUEST),
                new TunnelDeprovisioningFailed(MODEL, TENANT, REQUEST, TunnelFailure.NOT_AUTHORIZED,
                        "Cloudflare refuses our DNS token; the tunnel is deleted, the DNS record is not"),
                new TunnelHealthChanged(MODEL, TENANT, TunnelHealth.HEALTHY, 1, false, OBSERVED),
                new TunnelDrifted(MODEL, TENANT, "The DNS record should be a CNAME to " + TUNNEL + ".cfargotunnel.com and is gone",
                        OBSERVED),
                new TunnelPooled(MODEL, HOSTNAME));
    }
}
