package dev.voicemedia.webhook.examples;

import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Consumer;

/** Handler after an HttpObjectAggregator, which bounds the body. */
final class NettyExample extends SimpleChannelInboundHandler<FullHttpRequest> {

  private final WebhookVerifier verifier;
  private final Consumer<VerifiedWebhook> inbox;

  NettyExample(WebhookVerifier verifier, Consumer<VerifiedWebhook> inbox) {
    this.verifier = verifier;
    this.inbox = inbox;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    HttpResponseStatus status = HttpResponseStatus.OK;
    try {
      byte[] body = ByteBufUtil.getBytes(request.content());
      inbox.accept(verifier.verify(body, request.headers()::getAll));
    } catch (WebhookVerificationException refused) {
      status = HttpResponseStatus.UNAUTHORIZED;
    }
    context
        .writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
