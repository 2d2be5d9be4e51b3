@NullMarked
package dev.voicemedia.gateway.recovery;

import org.jspecify.annotations.NullMarked;
