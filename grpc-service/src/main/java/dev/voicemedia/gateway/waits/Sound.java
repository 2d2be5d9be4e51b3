package dev.voicemedia.gateway.waits;

/**
 * What events of audio can be distinguished by, other than the piece of speech: that it is speech,
 * or which file it is.
 *
 * @param type of the events: speak, playback, or empty for no events
 * @param media the URL or the name of a file; empty for speech, and for a file that came with its
 *     command
 */
public record Sound(String type, String media) {
  static final Sound NONE = new Sound("", "");
  static final Sound SPEECH = new Sound("speak", "");

  /** At most one of the two is not empty. */
  static Sound playback(String mediaUrl, String mediaName) {
    return new Sound("playback", mediaUrl.isEmpty() ? "name " + mediaName : "url " + mediaUrl);
  }

  /** Whether it says more than the type of the events. */
  boolean namesMedia() {
    return !media.isEmpty() && !media.equals("name ");
  }
}
