@NullMarked
package dev.voicemedia.simulator;

import org.jspecify.annotations.NullMarked;
