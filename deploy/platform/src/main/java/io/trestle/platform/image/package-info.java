/**
 * Container images without a container engine: a Java runtime cut to size, the few files of the C library that it needs, a packaged service, and an
 * archive of its loaded classes. No base image, so there is nothing to fetch, and nothing in it that is not used.
 */
@NullMarked
package io.trestle.platform.image;

import org.jspecify.annotations.NullMarked;
