/** Files that workers and clients upload, and whoever has their address reads: content-addressed, never overwritten. */
@NullMarked
package io.trestle.clientapi.file;

import org.jspecify.annotations.NullMarked;
