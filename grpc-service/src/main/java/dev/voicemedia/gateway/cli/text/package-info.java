/** Values as the command line reads and prints them. */
@NullMarked
package dev.voicemedia.gateway.cli.text;

import org.jspecify.annotations.NullMarked;
