/** The gateway as a whole. */
@NullMarked
package dev.voicemedia.gateway;

import org.jspecify.annotations.NullMarked;
