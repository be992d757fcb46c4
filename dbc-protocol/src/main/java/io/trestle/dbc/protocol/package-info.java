/**
 * What both ends of DeepBrainChain's HTTP API agree on: wallets (sr25519 keys as SS58 addresses), signatures, single-use nonces, the
 * Base58Check form of nonces, session and task ids, multisig accounts. Pure functions over text; nothing here does I/O.
 */
@NullMarked
package io.trestle.dbc.protocol;

import org.jspecify.annotations.NullMarked;
