// Asks for a token, which is exchanged for a cookie or kept in memory: it goes nowhere but into a request's body or header.
import { el, fill } from "../element.js";
import { icon } from "../icon.js";
import { forgetToken, keepsSignIn, signInWith } from "../session.js";
import { busyGroup } from "./busy.js";
import { problem } from "./problem.js";
import { textField } from "./textField.js";

const WHICH = "One of the tokens that the Worker is configured with (READ_TOKEN, TEST_TOKEN or ADMIN_TOKEN).";

/** `tryToken` resolves to null if the token is right, otherwise to the error of the first call with it. */
export function signIn({ tryToken }) {
  const group = busyGroup();
  // A field without a name is never put into an address.
  const token = textField({
    label: "Access token",
    type: "password",
    spellcheck: "false",
    hint: `${WHICH} ${keepsSignIn() ? "It is exchanged for a sign-in that lasts twelve hours, and then forgotten." : "It is kept in memory until you close or reload this tab."}`,
  });
  const said = el("div", { role: "status" });
  const button = group.button({ label: "Sign in", look: "strong", type: "submit" });

  async function submit() {
    fill(said);
    // A token has no spaces; a pasted one often comes with some around it.
    const typed = token.value.trim();
    if (!/^[\x21-\x7e]+$/.test(typed))
      return token.showErrors([
        typed ? "A token consists of letters, digits and punctuation, without spaces." : "Enter a token.",
      ]);
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
    el("h2", {}, "Sign in"),
    token.element,
    said,
    button,
  );
  return { element, focus: () => token.input.focus() };
}
