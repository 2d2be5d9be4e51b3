/** The gateway as a whole: its settings, and the composition of the two flows. */
@NullMarked
package dev.voicemedia.gateway;

import org.jspecify.annotations.NullMarked;
