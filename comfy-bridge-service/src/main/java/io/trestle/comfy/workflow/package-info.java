/** The workflows of this installation: files with an alias each, the inputs that callers may set, and the check of a graph before it runs. */
@NullMarked
package io.trestle.comfy.workflow;

import org.jspecify.annotations.NullMarked;
