/** Measures the running suite. Each benchmark is a class and an executable of its name beside the pom. */
@NullMarked
package io.trestle.benchmarks;

import org.jspecify.annotations.NullMarked;
