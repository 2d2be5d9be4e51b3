package dev.voicemedia.gateway.grpc;

import com.google.protobuf.Message;
import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.access.AccessRefusedException;
import dev.voicemedia.gateway.access.Caller;
import dev.voicemedia.gateway.access.MethodTable;
import dev.voicemedia.gateway.access.Principal;
import dev.voicemedia.gateway.access.RefusalLog;
import dev.voicemedia.gateway.access.Source;
import dev.voicemedia.gateway.eventlog.EventLog;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Access control of every call of the gRPC port: who calls, whether they may, and how much. */
public final class AccessInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final AccessControl access;
  private final RefusalLog refusals;
  private final CallerBounds bounds;
  private final ErrorMapper errors = new ErrorMapper();

  /**
   * @param log says which connection a call belongs to
   */
  public AccessInterceptor(AccessControl access, RefusalLog refusals, EventLog log) {
    this.access = access;
    this.refusals = refusals;
    this.bounds = new CallerBounds(new CallOwners(log));
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    Principal principal;
    Runnable giveBack;
    try {
      principal = access.admit(method, authorization(headers), chainOf(call), sourceOf(call));
      giveBack = access.takeQuota(principal, method);
    } catch (AccessRefusedException e) {
      refuse(call, e);
      return new ServerCall.Listener<>() {};
    }
    if (principal == Principal.ANYONE) {
      return Contexts.interceptCall(Callers.contextOf(principal), call, headers, next);
    }
    try {
      Dialling<Q, R> dialling = new Dialling<>(call);
      ServerCall<Q, R> served = MethodTable.dials(method) ? dialling : call;
      ServerCall.Listener<Q> started =
          Contexts.interceptCall(Callers.contextOf(principal), served, headers, next);
      return new Admitted<>(started, dialling, principal.caller(), giveBack);
    } catch (RuntimeException e) {
      giveBack.run();
      throw e;
    }
  }

  private void refuse(ServerCall<?, ?> call, AccessRefusedException e) {
    String method = call.getMethodDescriptor().getFullMethodName();
    refusals.refused(e, sourceOf(call), method);
    StatusRuntimeException error = errors.refused(e, MethodTable.useOf(method).isCommand());
    Metadata trailers = error.getTrailers();
    call.close(error.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private static Iterable<String> authorization(Metadata headers) {
    Iterable<String> values = headers.getAll(AUTHORIZATION);
    return values == null ? List.of() : values;
  }

  private static List<X509Certificate> chainOf(ServerCall<?, ?> call) {
    @Nullable SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return List.of();
    }
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate each : session.getPeerCertificates()) {
        if (each instanceof X509Certificate certificate) {
          chain.add(certificate);
        }
      }
      return chain;
    } catch (SSLPeerUnverifiedException e) {
      return List.of(); // it has shown none
    }
  }

  private static Source sourceOf(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress address
        ? Source.of(address.getAddress())
        : Source.LOCAL;
  }

  /** A call that may make another one, of which it is known at once whose that is. */
  private final class Dialling<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private volatile @Nullable Q request;

    Dialling(ServerCall<Q, R> call) {
      super(call);
    }

    @Override
    public void sendMessage(R response) {
      if (request instanceof Message asked && response instanceof Message answer) {
        bounds.dialled(asked, answer);
      }
      super.sendMessage(response);
    }
  }

  /** A call of a known caller: its request is checked as it comes, its quota is given back. */
  private final class Admitted<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Dialling<Q, ?> call;
    private final Caller caller;
    private final Runnable giveBack;
    private boolean refused;

    Admitted(
        ServerCall.Listener<Q> started, Dialling<Q, ?> call, Caller caller, Runnable giveBack) {
      super(started);
      this.call = call;
      this.caller = caller;
      this.giveBack = giveBack;
    }

    @Override
    public void onMessage(Q request) {
      try {
        if (!refused) {
          check(request);
          call.request = request;
          super.onMessage(request);
        }
      } catch (AccessRefusedException e) {
        refused = true;
        refuse(call, e);
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      giveBack.run();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      giveBack.run();
      super.onComplete();
    }

    private void check(Q request) throws AccessRefusedException {
      if (caller.connections().isAll() || !(request instanceof Message message)) {
        return;
      }
      if (MethodTable.useOf(call.getMethodDescriptor().getFullMethodName()).isCommand()) {
        bounds.checkCommand(caller, message);
      } else {
        bounds.checkQuery(caller, message);
      }
    }
  }
}
