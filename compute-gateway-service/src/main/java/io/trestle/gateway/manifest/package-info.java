/** Manifests that users supply: downloaded, read and held against what may be deployed. Whatever is not known to be harmless is refused. */
@NullMarked
package io.trestle.gateway.manifest;

import org.jspecify.annotations.NullMarked;
