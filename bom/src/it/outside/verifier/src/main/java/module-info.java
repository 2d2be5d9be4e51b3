module outside {
  requires dev.voicemedia.webhook;
  requires dev.voicemedia.webhook.testing;
}
