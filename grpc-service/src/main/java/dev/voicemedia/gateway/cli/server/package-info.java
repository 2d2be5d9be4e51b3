/** Commands that run a gateway, with their settings. */
@NullMarked
package dev.voicemedia.gateway.cli.server;

import org.jspecify.annotations.NullMarked;
