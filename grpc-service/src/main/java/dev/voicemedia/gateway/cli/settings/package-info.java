/** Where the values of settings come from: the command line, the environment, a file, or code. */
@NullMarked
package dev.voicemedia.gateway.cli.settings;

import org.jspecify.annotations.NullMarked;
