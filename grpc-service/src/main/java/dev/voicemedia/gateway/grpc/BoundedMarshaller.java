package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads requests of bounded size; a larger one is not decoded, which may cost more than all that a
 * good one asks for. In its place comes an object that {@link #check} knows: if reading failed,
 * gRPC would end the call without any details.
 */
final class BoundedMarshaller<T extends Message> implements Marshaller<T> {
  /** Above a filter with as many types and as long ids as it may have. */
  static final int MAX_BYTES = 64 << 10;

  private final Marshaller<T> marshaller;
  private final T tooLarge;

  /**
   * @param tooLarge an object that nobody else has
   */
  BoundedMarshaller(Marshaller<T> marshaller, T tooLarge) {
    this.marshaller = marshaller;
    this.tooLarge = tooLarge;
  }

  @Override
  public InputStream stream(T request) {
    return marshaller.stream(request);
  }

  @Override
  public T parse(InputStream stream) {
    try {
      byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
      return bytes.length > MAX_BYTES
          ? tooLarge
          : marshaller.parse(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("the request cannot be read")
          .withCause(e)
          .asRuntimeException();
    }
  }

  /**
   * @throws InvalidRequestException for a request that was not decoded
   */
  @SuppressWarnings("ReferenceEquality") // a small request may be equal to it
  void check(T request) throws InvalidRequestException {
    if (request == tooLarge) {
      throw new InvalidRequestException(
          List.of(
              FieldViolation.newBuilder()
                  .setReason("request.max_bytes")
                  .setDescription("the request must have at most " + MAX_BYTES + " bytes")
                  .build()));
    }
  }
}
