package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.v1.VoiceSettings;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Parser of arguments such as {@code azure.region=eastus}, or the name of a provider alone. */
final class VoiceSettingArguments {
  private static final FieldDescriptor OTHER =
      VoiceSettings.getDescriptor().findFieldByNumber(VoiceSettings.OTHER_FIELD_NUMBER);

  private final CommandSpec command;
  private final VoiceSettings.Builder settings = VoiceSettings.newBuilder();

  private VoiceSettingArguments(CommandSpec command) {
    this.command = command;
  }

  /**
   * @throws ParameterException naming the argument that is wrong
   */
  static VoiceSettings parse(List<String> arguments, CommandSpec command) {
    VoiceSettingArguments parser = new VoiceSettingArguments(command);
    arguments.forEach(parser::add);
    return parser.settings.build();
  }

  private void add(String argument) {
    int equals = argument.indexOf('=');
    int dot = argument.indexOf('.');
    boolean bare = equals < 0 && dot < 0;
    if (!bare && (dot < 0 || equals < dot)) {
      throw wrong(argument, "expected PROVIDER.NAME=VALUE");
    }
    String provider = bare ? argument : argument.substring(0, dot);
    FieldDescriptor field = VoiceSettings.getDescriptor().findFieldByName(provider);
    if (field == null || field.getNumber() == VoiceSettings.OTHER_FIELD_NUMBER) {
      checkSameProvider(argument, OTHER, settings.getOther().getType(), provider);
      settings.getOtherBuilder().setType(provider);
    } else {
      checkSameProvider(argument, field, "", "");
      settings.setField(field, settings.getField(field));
    }
    if (!bare) {
      set(argument, argument.substring(dot + 1, equals), argument.substring(equals + 1));
    }
  }

  /** One that the contract has no field for is taken by its name. */
  private void checkSameProvider(
      String argument, FieldDescriptor field, String nameBefore, String name) {
    settings.getAllFields().keySet().stream()
        .filter(
            before -> !before.equals(field) || !(nameBefore.isEmpty() || nameBefore.equals(name)))
        .findFirst()
        .ifPresent(
            before -> {
              throw wrong(
                  argument,
                  "expected the same provider as before, "
                      + (settings.hasOther() ? settings.getOther().getType() : before.getName()));
            });
  }

  private void set(String argument, String name, String value) {
    switch (settings.getProviderCase()) {
      case AWS -> settings.getAwsBuilder().getSettingsBuilder().putFields(name, json(value));
      case OTHER -> settings.getOtherBuilder().getSettingsBuilder().putFields(name, json(value));
      default -> {
        FieldDescriptor provider = settings.getAllFields().keySet().iterator().next();
        Message.Builder message = ((Message) settings.getField(provider)).toBuilder();
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
          throw wrong(
              argument, "expected one of " + namesOf(message.getDescriptorForType().getFields()));
        }
        settings.setField(provider, message.setField(field, value(argument, field, value)).build());
      }
    }
  }

  private Object value(String argument, FieldDescriptor field, String text) {
    try {
      return switch (field.getJavaType()) {
        case STRING -> text;
        case INT -> Integer.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BOOLEAN -> flag(argument, text);
        case ENUM -> constant(argument, field, text);
        default -> throw new IllegalStateException(field.getFullName() + ": no rule to read it");
      };
    } catch (NumberFormatException e) {
      throw wrong(argument, "expected a number");
    }
  }

  private boolean flag(String argument, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(argument, "expected true or false");
    }
    return text.equals("true");
  }

  /** PCM_16 of ResemblePrecision is RESEMBLE_PRECISION_PCM_16. */
  private EnumValueDescriptor constant(String argument, FieldDescriptor field, String text) {
    List<EnumValueDescriptor> constants =
        field.getEnumType().getValues().stream().filter(each -> each.getNumber() != 0).toList();
    String unspecified = field.getEnumType().findValueByNumber(0).getName();
    int prefix = unspecified.length() - "UNSPECIFIED".length();
    return constants.stream()
        .filter(each -> each.getName().substring(prefix).equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    argument,
                    "expected one of "
                        + constants.stream()
                            .map(each -> each.getName().substring(prefix))
                            .collect(Collectors.joining(", "))));
  }

  private static Value json(String text) {
    Struct.Builder holder = Struct.newBuilder();
    try {
      JsonFormat.parser().merge("{\"value\":" + text + "}", holder);
      return holder.getFieldsCount() == 1
          ? holder.getFieldsOrThrow("value")
          : Value.newBuilder().setStringValue(text).build();
    } catch (InvalidProtocolBufferException e) {
      return Value.newBuilder().setStringValue(text).build();
    }
  }

  private ParameterException wrong(String argument, String expected) {
    return new ParameterException(
        command.commandLine(), "--voice-setting: " + argument + ", " + expected);
  }

  private static String namesOf(List<FieldDescriptor> fields) {
    return fields.stream().map(FieldDescriptor::getName).collect(Collectors.joining(", "));
  }
}
