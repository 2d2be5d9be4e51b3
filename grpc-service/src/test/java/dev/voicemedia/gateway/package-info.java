/** The gateway as a whole, from outside. */
@NullMarked
package dev.voicemedia.gateway;

import org.jspecify.annotations.NullMarked;
