/** Workflows as ComfyUI takes them: node types, the check of a graph, the nodes' work, and the files they read and write. */
@NullMarked
package io.trestle.simulators.comfyui.graph;

import org.jspecify.annotations.NullMarked;
