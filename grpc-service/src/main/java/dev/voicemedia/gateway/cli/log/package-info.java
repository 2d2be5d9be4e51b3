/** Commands for the event log of a gateway that is not running. */
@NullMarked
package dev.voicemedia.gateway.cli.log;

import org.jspecify.annotations.NullMarked;
