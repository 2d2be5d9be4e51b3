/** Commands to Telnyx. */
@NullMarked
package dev.voicemedia.gateway.upstream;

import org.jspecify.annotations.NullMarked;
