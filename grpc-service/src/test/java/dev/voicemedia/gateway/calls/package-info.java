@NullMarked
package dev.voicemedia.gateway.calls;

import org.jspecify.annotations.NullMarked;
