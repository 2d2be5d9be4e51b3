/** Calls at a glance: what the stored events of a call add up to, whatever their order. */
@NullMarked
package dev.voicemedia.gateway.calls;

import org.jspecify.annotations.NullMarked;
