package io.trestle.gateway.manifest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** What the pods of a manifest may use together. */
record Resources(long pods, BigDecimal cpu, BigDecimal memory, BigDecimal gpus) {

    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final String GPU = "nvidia.com/gpu";
    /** Those that the quota counts, and what a container may write to its node's disk. */
    private static final Set<String> NAMES = Set.of(CPU, MEMORY, GPU, "ephemeral-storage");
    /** Without exponents: adding 1e999999999 and 1 takes a gigabyte of digits. */
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?");

    /** @param given the member {@code resources} of a container */
    static void check(@Nullable Object given) {
        if (given == null) {
            return;
        }
        var resources = ManifestPolicy.object(given, "resources");
        ManifestPolicy.only(resources, Set.of("limits", "requests"), "resources");
        resources.values().forEach(Resources::checkAmounts);
    }

    private static void checkAmounts(@Nullable Object given) {
        var amounts = given == null ? Map.<String, Object>of() : ManifestPolicy.object(given, "resources");
        ManifestPolicy.only(amounts, NAMES, "resources");
        if (!amounts.values().stream().allMatch(amount -> AMOUNT.matcher(String.valueOf(amount)).matches())) {
            throw ManifestReader.invalid("A resource has an amount that cannot be read");
        }
    }

    static Resources of(List<Deployment> deployments) {
        return deployments.stream().map(Resources::of).reduce(new Resources(0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO),
                (one, other) -> new Resources(one.pods + other.pods, one.cpu.add(other.cpu), one.memory.add(other.memory),
                        one.gpus.add(other.gpus)));
    }

    private static Resources of(Deployment deployment) {
        int replicas = deployment.getSpec().getReplicas() == null ? 1 : deployment.getSpec().getReplicas();
        if (replicas < 1) {
            throw ManifestReader.invalid("replicas must be at least 1");
        }
        var containers = deployment.getSpec().getTemplate().getSpec().getContainers();
        return new Resources(replicas, sum(containers, CPU, replicas), sum(containers, MEMORY, replicas), sum(containers, GPU, replicas));
    }

    private static BigDecimal sum(List<Container> containers, String name, int replicas) {
        return containers.stream().map(container -> amount(container, name)).reduce(BigDecimal.ZERO, BigDecimal::add)
                .multiply(BigDecimal.valueOf(replicas));
    }

    private static BigDecimal amount(Container container, String name) {
        var resources = container.getResources();
        return resources == null
                ? BigDecimal.ZERO
                : amount(resources.getLimits(), name).max(amount(resources.getRequests(), name));
    }

    private static BigDecimal amount(@Nullable Map<String, Quantity> amounts, String name) {
        var amount = amounts == null ? null : amounts.get(name);
        return amount == null ? BigDecimal.ZERO : amount.getNumericalAmount();
    }

    boolean exceed(ManifestLimits limits) {
        return cpu.compareTo(number(limits.cpu())) > 0 || memory.compareTo(number(limits.memory())) > 0
                || gpus.compareTo(BigDecimal.valueOf(limits.gpus())) > 0;
    }

    private static BigDecimal number(String quantity) {
        return new Quantity(quantity).getNumericalAmount();
    }
}
