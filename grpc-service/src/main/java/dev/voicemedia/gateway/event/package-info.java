/** Events as they are stored, and places between them. */
@NullMarked
package dev.voicemedia.gateway.event;

import org.jspecify.annotations.NullMarked;
