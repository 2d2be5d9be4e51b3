module outside {
  requires dev.voicemedia.webhook;
}
