/** The command line. */
@NullMarked
package dev.voicemedia.gateway.cli;

import org.jspecify.annotations.NullMarked;
