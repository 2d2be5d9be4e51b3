/** What the gateway is told. */
@NullMarked
package dev.voicemedia.gateway.config;

import org.jspecify.annotations.NullMarked;
