// Asks for a token, which is exchanged for a cookie or stays in memory: it goes nowhere but into a request's body or header.
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { forgetToken, keepsSignIn, signInWith } from "../session.js";
import { busyGroup } from "./busy.js";
import { problem } from "./problem.js";
import { textField } from "./textField.js";

const WHICH = "One of the tokens that the Worker was started with (READ_TOKEN, TEST_TOKEN or ADMIN_TOKEN).";

/** `tryToken` resolves to null where the token is right, else to the error of the first call with it. */
export function signIn({ tryToken }) {
  const group = busyGroup();
  // Without a name, no browser would ever put it into an address.
  const token = textField({ label: "Access token", type: "password", spellcheck: "false", hint: `${WHICH} ${keepsSignIn() ? "It is exchanged for a sign-in of twelve hours, and then forgotten." : "It is kept in memory until this tab is closed or reloaded."}` });
  const said = el("div", { role: "status" });
  const button = group.button({ label: "Sign in", look: "strong", type: "submit" });

  async function submit() {
    fill(said);
    // A token holds no blanks; a pasted one often brings some along.
    const typed = token.value.trim();
    if (!/^[\x21-\x7e]+$/.test(typed)) return token.showErrors([typed ? "A token has only letters, digits and signs, without blanks between." : "Enter the token."]);
    try {
      if (!(await signInWith(typed))) return refused();
    } catch (error) {
      return fill(said, problem(error));
    }
    const error = await tryToken();
    if (!error) return undefined;
    if (error.code === "unauthorized") return refused();
    return fill(said, problem(error));
  }

  function refused() {
    forgetToken();
    token.showErrors(["This token was not accepted."]);
    token.input.select();
    return token.input.focus();
  }

  const element = el(
    "form",
    {
      class: "card sign-in",
      novalidate: true,
      "aria-label": "Sign in",
      onsubmit: (event) => {
        event.preventDefault();
        group.run(button, submit);
      },
    },
    icon("lock"),
    el("h2", {}, "This page is locked"),
    token.element,
    said,
    button,
  );
  return { element, focus: () => token.input.focus() };
}
