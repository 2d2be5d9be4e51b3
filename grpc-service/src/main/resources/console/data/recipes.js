const SERVICE = "voicemedia.v1.WebhookEventsService";

/** A word for a POSIX shell that is exactly this text, whatever is in it. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * Commands that get the same event, for people to copy.
 *
 * @param gateway `{origin, grpcAddress, grpcTls, withToken}`
 */
export function eventRecipes(event, cursor, gateway) {
  const recipes = [
    ["curl", curl(gateway, `${SERVICE}/GetEvent`, { id: event.id })],
    ["grpcurl", grpcurl(gateway, `${SERVICE}/GetEvent`, { id: event.id })],
  ];
  if (event.callControlId) {
    const call = quoted(event.callControlId);
    recipes.push(["voicemedia", `voicemedia events${at(gateway)} --from earliest --call ${call}`]);
  }
  if (cursor) {
    recipes.push(["what follows", `voicemedia events${at(gateway)} --from ${quoted(cursor)}`]);
  }
  return recipes;
}

/** Commands that show the same call. */
export function callRecipes(call, gateway) {
  const id = call.callControlId ? { callControlId: call.callControlId } : { callLegId: call.callLegId };
  return [
    ["curl", curl(gateway, `${SERVICE}/ListEvents`, { filter: id })],
    ["grpcurl", grpcurl(gateway, `${SERVICE}/ListEvents`, { filter: id })],
    ["voicemedia", `voicemedia call show${at(gateway)} ${quoted(Object.values(id)[0])}`],
  ];
}

function curl(gateway, method, request) {
  const token = gateway.withToken ? ` -H "Authorization: Bearer $TOKEN"` : "";
  return `curl -sf${token} --json ${quoted(JSON.stringify(request))} ${gateway.origin}/${method}`;
}

function grpcurl(gateway, method, request) {
  const plain = gateway.grpcTls ? "" : " -plaintext";
  const token = gateway.withToken ? ` -H "Authorization: Bearer $TOKEN"` : "";
  const json = quoted(JSON.stringify(request));
  return `grpcurl${plain}${token} -d ${json} ${gateway.grpcAddress} ${method}`;
}

function at(gateway) {
  return gateway.grpcAddress === "127.0.0.1:50051" ? "" : ` --address ${gateway.grpcAddress}`;
}
