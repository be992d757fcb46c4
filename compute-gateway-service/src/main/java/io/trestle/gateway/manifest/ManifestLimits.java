package io.trestle.gateway.manifest;

import java.util.List;

/**
 * How much a wallet may deploy.
 *
 * @param images what image names must begin with; empty allows all
 * @param objects of one manifest
 * @param cpu cores, as Kubernetes writes them
 * @param memory as Kubernetes writes it
 */
public record ManifestLimits(List<String> images, int objects, int pods, String cpu, String memory, int gpus) {
}
