/** What a change does to the cost of things: one jar beside another. */
@NullMarked
package dev.voicemedia.benchmarks.change;

import org.jspecify.annotations.NullMarked;
