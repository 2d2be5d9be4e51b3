package dev.voicemedia.gateway.access;

/**
 * Quotas of a caller, each {@link #NONE} if it has none.
 *
 * @param actionsPerSecond commands that it may start in a second
 * @param actionsAtOnce commands that may be under way at the same time
 * @param streams of events that it may have open
 */
public record Limits(int actionsPerSecond, int actionsAtOnce, int streams) {
  public static final int NONE = Integer.MAX_VALUE;
  public static final Limits UNLIMITED = new Limits(NONE, NONE, NONE);
}
