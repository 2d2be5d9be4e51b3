package dev.voicemedia.gateway.edge;

import java.util.Locale;

/** Why the edge itself refused a request, before any method was called or instead of it. */
enum EdgeRefusal {
  /** 421: it is for a host that is not this one. */
  FOREIGN_HOST,
  /** 403: a page sent it that is not ours. */
  FOREIGN_ORIGIN,
  /** 404. */
  NOT_FOUND,
  /** 405. */
  WRONG_METHOD,
  /** 415: it is of a type that a method does not read. */
  MEDIA_TYPE,
  /** 501: its body is compressed. */
  CONTENT_ENCODING,
  /** 501: the method is a stream. */
  STREAM,
  /** 400: it is no request of its method, or a header or parameter is wrong. */
  INVALID,
  /**
   * 408, 400 or 503: its body was late, too large or not all there, or there was no room for it.
   */
  BODY,
  /** 431 and others of the HTTP layer. */
  NO_HTTP;

  /** As metrics name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
