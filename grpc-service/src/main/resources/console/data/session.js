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

    /**
     * Asks for a token, since some headers were refused; whoever is refused meanwhile waits for the
     * same answer, and who was refused with what has been replaced since may just try again.
     */
    async ask(refused) {
      if ((refused.Authorization ?? "") !== (this.headers().Authorization ?? "")) {
        return;
      }
      const reason = token === "" ? "" : "The gateway does not accept this token.";
      asking ??= askForToken(reason).then((entered) => {
        token = entered;
        asking = null;
      });
      await asking;
    },
  };
}
