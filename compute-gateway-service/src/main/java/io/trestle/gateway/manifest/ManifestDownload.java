package io.trestle.gateway.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.trestle.model.compute.DeploymentFailure;
import io.trestle.model.problem.ProblemType;
import io.trestle.runtime.outbound.GuardedHttpClient;
import io.trestle.runtime.outbound.OutboundPolicy;
import io.trestle.runtime.outbound.OutboundRequest;
import io.trestle.runtime.outbound.OutboundResponse;
import io.trestle.runtime.problem.ProblemException;

/** Fetches manifests from where users say they are, within the guard's bounds: 1 MiB, 10 s, three redirects. */
@ApplicationScoped
public class ManifestDownload {

    private static final int REDIRECTS = 3;

    private final GuardedHttpClient client;

    ManifestDownload(GuardedHttpClient client) {
        this.client = client;
    }

    /** Fails with {@link RefusedManifestException}. */
    public Uni<String> fetch(String url, Set<String> schemes) {
        var policy = new OutboundPolicy(schemes, REDIRECTS, OutboundPolicy.DEFAULT.timeout(), OutboundPolicy.DEFAULT.maxBytes());
        return client.send(OutboundRequest.get(url).header("Accept", "application/yaml, text/yaml, text/plain, */*"), policy)
                .map(ManifestDownload::text)
                .onFailure(ProblemException.class).transform(failure -> refused((ProblemException) failure));
    }

    private static String text(OutboundResponse response) {
        if (response.status() != 200) {
            throw new RefusedManifestException(DeploymentFailure.MANIFEST_UNAVAILABLE,
                    "Its address answers with status " + response.status());
        }
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(response.body().getBytes())).toString();
        } catch (CharacterCodingException e) {
            throw ManifestReader.invalid("It is not UTF-8");
        }
    }

    private static RefusedManifestException refused(ProblemException problem) {
        var reason = problem.type() == ProblemType.ADDRESS_REFUSED
                ? DeploymentFailure.ADDRESS_REFUSED
                : DeploymentFailure.MANIFEST_UNAVAILABLE;
        return new RefusedManifestException(reason, problem.detail());
    }
}
