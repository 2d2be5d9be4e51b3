package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandValidationTest {

  private static final Setting SETTING = new Setting();

  @AfterAll
  static void stop() {
    SETTING.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "speak | {'voice':'male'} | 10004 | /payload",
        "speak | {'payload':'one'} | 10004 | /voice",
        "speak | {'payload':7,'voice':'male'} | 10015 | /payload",
        "speak | {'payload':null,'voice':'male'} | 10015 | /payload",
        "speak | {'payload':'one','voice':'tenor'} | 10015 | /voice",
        "speak | {'payload':'one','voice':'male','payload_type':'html'} | 10015 | /payload_type",
        "speak | {'payload':'','voice':'male'} | 10015 | /payload",
        "speak | {'payload':'one','voice':'Nobody'} | 10015 | /voice",
        "speak | {'payload':'one','voice':'male','loop':0} | 10015 | /loop",
        "speak | {'payload':'one','voice':'male','loop':'0'} | 10015 | /loop",
        "speak | {'payload':'one','voice':'male','loop':'101'} | 10015 | /loop",
        "speak | {'payload':'one','voice':'male','loop':'-1'} | 10015 | /loop",
        "speak | {'payload':'one','voice':'male','loop':101} | 10015 | /loop",
        "speak | {'payload':'one','voice':'male','loop':'forever'} | 10015 | /loop",
        "speak | {'payload':'one','voice':'male','stop':'some'} | 10015 | /stop",
        "speak | {'payload':'one','voice':'male','target_legs':'all'} | 10015 | /target_legs",
        "speak | {'payload':'one','voice':'male','client_state':'?'} | 10015 | /client_state",
        "speak | {'payload':'one','voice':'male','service_level':'basic','language':'de-DE'}"
            + " | 10015 | /language",
        "speak | {'payload':'one','voice':'male','service_level':'basic','payload_type':'ssml'}"
            + " | 10015 | /payload_type",
        "speak | {'payload':'one','voice':'male','voice_settings':{}}"
            + " | 10004 | /voice_settings/type",
        "speak | {'payload':'one','voice':'male',"
            + "'voice_settings':{'type':'telnyx','voice_speed':2.1}}"
            + " | 10015 | /voice_settings/voice_speed",
        "playback_start | {} | 10004 | /audio_url",
        "playback_start | {'audio_url':'a','media_name':'b'} | 10015 | /media_name",
        "playback_start | {'playback_content':'?'} | 10015 | /playback_content",
        "playback_start | {'audio_url':'a','audio_type':'ogg'} | 10015 | /audio_type",
        "playback_start | {'audio_url':'a','overlay':'yes'} | 10015 | /overlay",
        "playback_start | {'audio_url':'a','overlay':true,'target_legs':'both'}"
            + " | 10015 | /target_legs",
        "playback_stop | {'stop':'next'} | 10015 | /stop",
        "record_start | {'format':'wav'} | 10004 | /channels",
        "record_start | {'channels':'dual'} | 10004 | /format",
        "record_start | {'format':'ogg','channels':'dual'} | 10015 | /format",
        "record_start | {'format':'wav','channels':'dual','max_length':14401}"
            + " | 10015 | /max_length",
        "record_start | {'format':'wav','channels':'dual','timeout_secs':-1}"
            + " | 10015 | /timeout_secs",
        "record_start | {'format':'wav','channels':'dual','trim':'all'} | 10015 | /trim",
        "record_start | {'format':'wav','channels':'dual','transcription_engine':'B',"
            + "'transcription_profanity_filter':true} | 10015 | /transcription_profanity_filter",
        "record_start | {'format':'wav','channels':'dual',"
            + "'transcription_engine':'deepgram/nova-3','transcription_language':'de'}"
            + " | 10015 | /transcription_language",
        "record_start | {'format':'wav','channels':'dual','transcription_min_speaker_count':4,"
            + "'transcription_max_speaker_count':3} | 10015 | /transcription_min_speaker_count",
        "record_stop | {'recording_id':'one'} | 10015 | /recording_id",
        "record_pause | {'recording_id':'one'} | 10015 | /recording_id",
        "record_resume | {'recording_id':7} | 10015 | /recording_id",
      })
  void aBodyThatBreaksARuleIsRefusedNamingTheField(
      String action, String body, String code, String pointer) {
    var reply = SETTING.command(action, body);

    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.json().path("errors"))
        .anySatisfy(
            error -> {
              assertThat(error.path("code").asText()).isEqualTo(code);
              assertThat(error.path("source").path("pointer").asText()).isEqualTo(pointer);
              assertThat(error.path("detail").asText()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "speak | {'payload':'one','voice':'AWS.Polly.Joanna-Neural','language':'en-US',"
            + "'loop':100,'stop':'all','target_legs':'both','service_level':'premium',"
            + "'payload_type':'text','client_state':'c3RhdGU=','command_id':'any',"
            + "'voice_settings':{'type':'aws','anything':[1]}}",
        "speak | {'payload':'one','voice':'male','service_level':'basic','language':'en-US'}",
        "speak | {'payload':'one','voice':'male','language':'tlh-QO'}",
        "speak | {'payload':'one','voice':'AWS'}",
        "speak | {'payload':'one','voice':'ElevenLabs'}",
        "speak | {'payload':'one','voice':'male','loop':'100'}",
        "speak | {'payload':'one','voice':'male','loop':'infinity'}",
        "speak | {'payload':'one','voice':'male','unheard_of':true}",
        "speak | {'payload':'one','voice':'Minimax.a.b',"
            + "'voice_settings':{'type':'minimax','language_boost':'Klingon','pitch':1}}",
        "speak | {'payload':'one','voice':'Minimax.a.b',"
            + "'voice_settings':{'type':'minimax','language_boost':null}}",
        "playback_start | {'audio_url':'http://files.test/a','audio_type':'wav','loop':1,"
            + "'cache_audio':false,'overlay':false,'stop':'all','target_legs':'opposite'}",
        "record_start | {'format':'wav','channels':'dual','play_beep':true,'max_length':0,"
            + "'timeout_secs':0,'recording_track':'both','trim':'trim-silence',"
            + "'custom_file_name':'x','transcription':true,'transcription_engine':'A',"
            + "'transcription_language':'xx-YY','transcription_min_speaker_count':2,"
            + "'transcription_max_speaker_count':2,'transcription_profanity_filter':true,"
            + "'transcription_speaker_diarization':true}",
        "record_start | {'format':'mp3','channels':'single',"
            + "'transcription_engine':'deepgram/nova-3','transcription_language':'en-GB'}",
        "playback_stop | {'overlay':false,'stop':'current'}",
      })
  void aBodyThatKeepsTheRulesIsAccepted(String action, String body) {
    var reply = SETTING.command(action, body);

    assertThat(reply.body()).isEqualTo("{\"data\":{\"result\":\"ok\"}}");
  }

  @Test
  void everyActionOfTheDocumentIsKnown() {
    Map<String, String> bodies =
        Map.of(
            "speak", "{'payload':'one','voice':'male'}",
            "playback_start", "{'media_name':'a'}",
            "record_start", "{'format':'wav','channels':'single'}");

    assertThat(OpenApiRequests.shared().known())
        .hasSize(17)
        .filteredOn(action -> !Set.of("client_state_update", "dial", "hangup").contains(action))
        .allSatisfy(
            action ->
                assertThat(SETTING.command(action, bodies.getOrDefault(action, "{}")).status())
                    .isIn(200, 422));
  }

  @Test
  void everythingWrongIsNamedAtOnce() {
    var reply = SETTING.command("speak", "{'payload':7,'loop':0,'stop':'some'}");

    assertThat(reply.json().path("errors"))
        .extracting(error -> error.path("source").path("pointer").asText())
        .contains("/payload", "/loop", "/stop", "/voice");
  }

  @Test
  void anEmptyBodyIsAnEmptyObject() {
    assertThat(SETTING.command("playback_stop", "").status()).isEqualTo(200);
    assertThat(SETTING.command("speak", "").code()).isEqualTo("10004");
  }
}
