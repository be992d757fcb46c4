/** Where the bytes of files are: a directory, or a bucket of any S3-compatible store. What they mean is told by the catalogue in {@code file}. */
@NullMarked
package io.trestle.clientapi.file.store;

import org.jspecify.annotations.NullMarked;
