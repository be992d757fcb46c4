package io.trestle.cloudflare.process;

import static io.trestle.cloudflare.TunnelCommandMother.credential;
import static io.trestle.cloudflare.TunnelCommandMother.deprovision;
import static io.trestle.cloudflare.TunnelCommandMother.provision;
import static io.trestle.cloudflare.TunnelCommandMother.rotate;
import static org.assertj.core.api.Assertions.assertThat;

import io.trestle.cloudflare.CloudflareByHand;
import io.trestle.cloudflare.TunnelTopics;
import io.trestle.model.tunnel.TunnelCommand;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelFailure;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;

/** What may be asked of the service, what stands before, and what must stand after, however often it was killed on the way. */
enum Saga {

    PROVISION {
        @Override
        TunnelCommand command(String model) {
            return provision(model);
        }

        @Override
        void verify(TunnelCommand command, TunnelTopics topics, CloudflareByHand cloudflare) {
            var answer = topics.answer(command, TunnelProvisioned.class);
            cloudflare.assertStands(command.modelId());
            var tunnel = cloudflare.tunnel(command.modelId());
            assertThat(answer.tunnelId()).isEqualTo(tunnel.id());
            assertThat(credential(answer.credential())).containsEntry("tunnelSecret", tunnel.secret().base64());
        }
    },

    /** Its hostname is somebody else's: what was created is taken back. */
    REFUSED_PROVISION {
        @Override
        boolean needsTunnel() {
            return false;
        }

        @Override
        void prepare(String model, CloudflareByHand cloudflare) {
            cloudflare.createRecord("A", model, "192.0.2.1");
        }

        @Override
        TunnelCommand command(String model) {
            return provision(model);
        }

        @Override
        void verify(TunnelCommand command, TunnelTopics topics, CloudflareByHand cloudflare) {
            assertThat(topics.answer(command, TunnelProvisioningFailed.class).reason()).isEqualTo(TunnelFailure.HOSTNAME_TAKEN);
            assertThat(cloudflare.liveTunnels(command.modelId())).isEmpty();
            assertThat(cloudflare.record(command.modelId()).content()).isEqualTo("192.0.2.1");
        }
    },

    ROTATE {
        @Override
        boolean needsTunnel() {
            return true;
        }

        @Override
        TunnelCommand command(String model) {
            return rotate(model);
        }

        @Override
        void verify(TunnelCommand command, TunnelTopics topics, CloudflareByHand cloudflare) {
            var answer = topics.answer(command, TunnelRotated.class);
            cloudflare.assertStands(command.modelId());
            assertThat(credential(answer.credential())).containsEntry("tunnelSecret",
                    cloudflare.tunnel(command.modelId()).secret().base64());
            var before = topics.events(command.modelId()).stream().filter(TunnelProvisioned.class::isInstance)
                    .map(TunnelProvisioned.class::cast).findFirst().orElseThrow();
            assertThat(credential(before.credential()).get("tunnelSecret"))
                    .isNotEqualTo(cloudflare.tunnel(command.modelId()).secret().base64());
        }
    },

    DEPROVISION {
        @Override
        boolean needsTunnel() {
            return true;
        }

        @Override
        TunnelCommand command(String model) {
            return deprovision(model);
        }

        @Override
        void verify(TunnelCommand command, TunnelTopics topics, CloudflareByHand cloudflare) {
            topics.answer(command, TunnelDeprovisioned.class);
            cloudflare.assertNothingStands(command.modelId());
        }
    };

    /** Whether the model is provisioned before. */
    boolean needsTunnel() {
        return false;
    }

    void prepare(String model, CloudflareByHand cloudflare) {
        // Nothing stands in the way.
    }

    abstract TunnelCommand command(String model);

    abstract void verify(TunnelCommand command, TunnelTopics topics, CloudflareByHand cloudflare);
}
