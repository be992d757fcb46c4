/** Secrets at rest: sealed with AES-256-GCM under rotating keys from the environment, or derived from one master key. */
@NullMarked
package io.trestle.runtime.secret;

import org.jspecify.annotations.NullMarked;
