/**
 * Who the page calls as. The token is in this closure and nowhere else: not in storage, not in a
 * URL, and gone with the tab.
 */
export function createSession(askForToken) {
  let token = "";
  let asking = null;

  return {
    headers() {
      return token === "" ? {} : { Authorization: `Bearer ${token}` };
    },

    get hasToken() {
      return token !== "";
    },

    /** Asks for a token; whoever is refused meanwhile waits for the same answer. */
    ask() {
      const reason = token === "" ? "" : "The gateway does not accept this token.";
      asking ??= askForToken(reason).then((entered) => {
        token = entered;
        asking = null;
      });
      return asking;
    },
  };
}
