package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import java.util.function.Predicate;

/** Whether an event that is in no log yet, or no more, concerns a call. */
public final class CallMatch {
  private CallMatch() {}

  /**
   * By the id or, as that of some webhooks could not be parsed, by the raw bodies of events that
   * lack it.
   *
   * @param call names one by one of its ids, of 512 characters at most
   */
  public static Predicate<Event> of(EventFilter call) {
    CallIndex index = CallIndex.narrowest(call).orElseThrow();
    return event -> {
      String id = index.idIn(EventHeader.of(event));
      return id.equals(index.id())
          || (id.isEmpty() && RawText.mentions(event.getWebhook().getBody(), index.id()));
    };
  }
}
