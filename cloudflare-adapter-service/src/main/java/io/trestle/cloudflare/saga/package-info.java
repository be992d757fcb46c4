/**
 * The saga of one tunnel: which step follows which, and what each step does at Cloudflare. Every step can be taken again after a crash
 * anywhere in it: it looks at what stands, and changes only what is provably ours (facts, a8). Nothing here is stored; the caller commits
 * each outcome before it asks for the next step.
 */
@NullMarked
package io.trestle.cloudflare.saga;

import org.jspecify.annotations.NullMarked;
