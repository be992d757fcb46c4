/**
 * A DeepBrainChain client node with GPU nodes behind it: both protocol profiles, the real error texts and the real bugs, signatures
 * verified, virtual time. What is said about the node's behaviour comes from reading its source (P22: March 2022, P25: 2024 and later).
 */
@NullMarked
package io.trestle.simulators.dbc;

import org.jspecify.annotations.NullMarked;
