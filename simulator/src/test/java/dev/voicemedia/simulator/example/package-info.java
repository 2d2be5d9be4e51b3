/** How another team uses the simulator: with its public API alone. */
@NullMarked
package dev.voicemedia.simulator.example;

import org.jspecify.annotations.NullMarked;
