@NullMarked
package dev.voicemedia.gateway.waits;

import org.jspecify.annotations.NullMarked;
