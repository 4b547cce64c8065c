// Shows the request id that Confluent's support asks for, with a button that copies it.
import { el } from "../element.js";
import { copyButton } from "./copyButton.js";

export function requestIdLine(requestId) {
  return el(
    "p",
    { class: "request-id" },
    "Request ID ",
    el("code", {}, requestId),
    copyButton("request ID", () => requestId),
  );
}
