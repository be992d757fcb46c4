package io.trestle.runtime;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.trestle.model.compute.DeploymentFailed;
import io.trestle.model.compute.DeploymentReady;
import io.trestle.model.compute.DeploymentRemoved;
import io.trestle.model.compute.DeploymentRequested;
import io.trestle.model.compute.RentalExpiring;
import io.trestle.model.compute.RentalSeen;
import io.trestle.model.compute.VmCreated;
import io.trestle.model.compute.VmDeleted;
import io.trestle.model.compute.VmFailed;
import io.trestle.model.compute.VmRequested;
import io.trestle.model.compute.VmStateChanged;
import io.trestle.model.prediction.CancelPrediction;
import io.trestle.model.prediction.PredictionCanceled;
import io.trestle.model.prediction.PredictionFailed;
import io.trestle.model.prediction.PredictionLost;
import io.trestle.model.prediction.PredictionOutcomeConflicted;
import io.trestle.model.prediction.PredictionOutputProduced;
import io.trestle.model.prediction.PredictionProgressed;
import io.trestle.model.prediction.PredictionQueued;
import io.trestle.model.prediction.PredictionRequeued;
import io.trestle.model.prediction.PredictionStarted;
import io.trestle.model.prediction.PredictionSucceeded;
import io.trestle.model.prediction.RunPrediction;
import io.trestle.model.tunnel.DeprovisionTunnel;
import io.trestle.model.tunnel.ProvisionTunnel;
import io.trestle.model.tunnel.RotateTunnel;
import io.trestle.model.tunnel.TunnelCredential;
import io.trestle.model.tunnel.TunnelDeprovisioned;
import io.trestle.model.tunnel.TunnelDeprovisioningFailed;
import io.trestle.model.tunnel.TunnelDrifted;
import io.trestle.model.tunnel.TunnelHealthChanged;
import io.trestle.model.tunnel.TunnelPooled;
import io.trestle.model.tunnel.TunnelProvisioned;
import io.trestle.model.tunnel.TunnelProvisioningFailed;
import io.trestle.model.tunnel.TunnelRotated;
import io.trestle.model.tunnel.TunnelRotationFailed;

/** What a native image would not find, since its compiler sees no reference to it. */
final class NativeReflection {

    private NativeReflection() {
    }

    /** Messages travel through Kafka, where Quarkus sees no signatures; a credential travels in one, encrypted. */
    @RegisterForReflection(targets = {
            DeploymentFailed.class, DeploymentReady.class, DeploymentRemoved.class, DeploymentRequested.class, RentalExpiring.class,
            RentalSeen.class, VmCreated.class, VmDeleted.class, VmFailed.class, VmRequested.class, VmStateChanged.class,
            CancelPrediction.class, PredictionCanceled.class, PredictionFailed.class, PredictionLost.class,
            PredictionOutcomeConflicted.class, PredictionOutputProduced.class, PredictionProgressed.class, PredictionQueued.class,
            PredictionRequeued.class, PredictionStarted.class, PredictionSucceeded.class, RunPrediction.class,
            DeprovisionTunnel.class, ProvisionTunnel.class, RotateTunnel.class, TunnelDeprovisioned.class,
            TunnelDeprovisioningFailed.class, TunnelDrifted.class, TunnelHealthChanged.class, TunnelPooled.class,
            TunnelProvisioned.class, TunnelProvisioningFailed.class, TunnelRotated.class, TunnelRotationFailed.class,
            TunnelCredential.class}, registerFullHierarchy = true)
    static final class Messages {
    }

    /** The outbox compresses with LZ4, whose implementations Kafka's client has looked up by name. */
    @RegisterForReflection(classNames = {
            "net.jpountz.lz4.LZ4JavaUnsafeCompressor", "net.jpountz.lz4.LZ4HCJavaUnsafeCompressor",
            "net.jpountz.lz4.LZ4JavaUnsafeFastDecompressor", "net.jpountz.lz4.LZ4JavaUnsafeSafeDecompressor",
            "net.jpountz.lz4.LZ4JavaSafeCompressor", "net.jpountz.lz4.LZ4HCJavaSafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeFastDecompressor", "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor",
            "net.jpountz.xxhash.XXHash32JavaUnsafe", "net.jpountz.xxhash.XXHash64JavaUnsafe",
            "net.jpountz.xxhash.StreamingXXHash32JavaUnsafe$Factory", "net.jpountz.xxhash.StreamingXXHash64JavaUnsafe$Factory",
            "net.jpountz.xxhash.XXHash32JavaSafe", "net.jpountz.xxhash.XXHash64JavaSafe",
            "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory", "net.jpountz.xxhash.StreamingXXHash64JavaSafe$Factory"})
    static final class Compression {
    }
}
