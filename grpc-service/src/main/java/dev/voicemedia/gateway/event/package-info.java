/** Events as they are stored, the places between them, and filters. */
@NullMarked
package dev.voicemedia.gateway.event;

import org.jspecify.annotations.NullMarked;
