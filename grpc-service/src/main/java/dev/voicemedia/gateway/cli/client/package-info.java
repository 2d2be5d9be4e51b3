/** Commands that call a running gateway. */
@NullMarked
package dev.voicemedia.gateway.cli.client;

import org.jspecify.annotations.NullMarked;
