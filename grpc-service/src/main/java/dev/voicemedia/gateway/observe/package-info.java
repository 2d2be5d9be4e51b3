/** What the gateway tells its operator. */
@NullMarked
package dev.voicemedia.gateway.observe;

import org.jspecify.annotations.NullMarked;
