/** How costs grow with what there is of things: events, subscribers, calls, keys. */
@NullMarked
package dev.voicemedia.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
