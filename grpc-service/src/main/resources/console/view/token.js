import { h } from "./dom.js";

/** Asks for a token, until there is one. */
export function askForToken(reason) {
  return new Promise((resolve) => {
    const input = h("input", {
      id: "token",
      type: "password",
      autocomplete: "off",
      spellcheck: "false",
      required: true,
    });
    const dialog = h(
      "dialog",
      { class: "ask", "aria-labelledby": "token-title", cancel: (event) => event.preventDefault() },
      h(
        "form",
        {
          method: "dialog",
          submit: () => {
            dialog.remove();
            resolve(input.value.trim());
          },
        },
        h("h2", { id: "token-title" }, "Who are you?"),
        h("p", { class: "bad", role: "alert" }, reason),
        h("label", { for: "token" }, "Token"),
        input,
        h("p", { class: "muted" }, "It needs the scopes events and operate. It stays in this tab's memory."),
        h("button", { class: "main" }, "Go on"),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
