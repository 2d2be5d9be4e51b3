/** The gateway beside what a team would write in its place. */
@NullMarked
package dev.voicemedia.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
