// Opens the integration that the page's address names after its #, by id, as in the link of an alert.
import { collection } from "../collection.js";
import { el } from "../element.js";
import { isNotFound } from "../errorText.js";
import { integrations } from "../session.js";
import { openIntegrationDetails } from "./integrationDetails.js";
import { openModal } from "./modal.js";
import { problem } from "./problem.js";

let opening = "";

export async function openLinked() {
  const id = idInAddress();
  if (!id || id === opening) return;
  opening = id;
  try {
    const loaded = collection.rows.find((row) => row.id === id);
    const integration = loaded ?? (await integrations().get(id));
    if (idInAddress() === id) openIntegrationDetails(integration, { isFresh: !loaded, onClose: leaveAddress });
  } catch (error) {
    if (idInAddress() === id) openModal({ title: `Integration ${id}`, body: missing(error, id), onClose: leaveAddress });
  } finally {
    opening = "";
  }
}

function missing(error, id) {
  if (isNotFound(error))
    return el(
      "p",
      {},
      "There is no integration with the ID ",
      el("code", {}, id),
      ". It may have been deleted, or belong to another organization.",
    );
  return problem(error);
}

function idInAddress() {
  const text = window.location.hash.slice(1);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** So that the same link opens it again, and a reload does not. */
function leaveAddress() {
  const { pathname, search } = window.location;
  window.history.replaceState(null, "", pathname + search);
}
