/** The first job of a stack: a model's way from its signature to a public hostname. */
@NullMarked
package io.trestle.local.demo;

import org.jspecify.annotations.NullMarked;
