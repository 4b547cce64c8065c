// The dialog in which an integration is created or changed, with a test before it is saved.
import { canary } from "../canary.js";
import { collection } from "../collection.js";
import { el, fill, freshId } from "../element.js";
import { isNotFound, isUnclear, errorText } from "../errorText.js";
import { integrations } from "../session.js";
import { accessOf, targetOf } from "../target.js";
import { TEXTS, acceptedWords } from "../texts.js";
import { busyGroup } from "./busy.js";
import { confirm } from "./confirm.js";
import { openModal } from "./modal.js";
import { problem } from "./problem.js";
import { refreshDeliveries } from "./sandboxPanel.js";
import { sendTest } from "./sendTest.js";
import { targetFacts } from "./targetFacts.js";
import { targetFields } from "./targetFields.js";
import { textField } from "./textField.js";
import { toast } from "./toast.js";

/** `integration` is the one to change; absent for a new one. `atUrl` starts at the URL, to replace it. */
export function openIntegrationForm(integration, { atUrl = false } = {}) {
  const before = { name: integration?.display_name ?? "", description: integration?.description ?? "" };
  const writable = !integration || accessOf(integration) === "writable";
  const calls = new AbortController();
  const group = busyGroup();
  let saving = false;

  const name = textField({ label: "Name", limit: 64, autofocus: !atUrl });
  const description = textField({ label: "Description", limit: 128, optional: true, multiline: true, rows: 2 });
  const target = writable ? targetFields(integration && targetOf(integration)) : null;
  const said = el("div", { class: "form-said", role: "status" });
  name.value = before.name;
  description.value = before.description;

  const pointers = () => ["/display_name", "/description", ...(target?.pointers() ?? [])];

  function showProblem(error, advice) {
    const { fields, words } = errorText(error, pointers());
    name.showErrors(fields.get("/display_name") ?? []);
    description.showErrors(fields.get("/description") ?? []);
    target?.showErrors(fields);
    const elsewhere = words.length > 0 || error.requestId;
    fill(said, elsewhere ? problem(error, { pointers: pointers(), advice }) : el("p", { class: "note bad" }, TEXTS.lookAtFields));
    form.querySelector("[aria-invalid=true]")?.focus();
  }

  function clearProblem() {
    fill(said);
    for (const field of [name, description]) field.showErrors([]);
    target?.showErrors(new Map());
  }

  /** Runs a call; a failure is shown in the form, unless the dialog was closed meanwhile. */
  async function attempt(call, adviceFor = () => undefined) {
    clearProblem();
    try {
      await call({ signal: calls.signal });
    } catch (error) {
      if (!calls.signal.aborted) showProblem(error, adviceFor(error));
    }
  }

  /** The fields as the body of create and test. */
  function filledIn() {
    const body = { display_name: name.value, target: target.current() };
    return description.value === "" ? body : { ...body, description: description.value };
  }

  function changes() {
    const patch = {};
    if (name.value !== before.name) patch.display_name = name.value;
    if (description.value !== before.description) patch.description = description.value;
    const newTarget = target?.changed();
    if (newTarget) patch.target = newTarget;
    return patch;
  }

  const touched = () =>
    integration ? Object.keys(changes()).length > 0 : name.value !== "" || description.value !== "" || target.touched();

  const sendTest = () =>
    attempt(async (options) => {
      await integrations().test(filledIn(), options);
      fill(said, el("p", { class: "note good" }, acceptedWords()));
      refreshDeliveries();
    });

  async function save() {
    saving = true;
    await attempt(
      async (options) => {
        if (!integration) {
          const made = await integrations().create(filledIn(), options);
          collection.put(made);
          offerTest(`“${made.display_name}” was created.`, made.id);
        } else if (touched()) {
          const patch = changes();
          const saved = await integrations().update(integration.id, patch, options);
          if (patch.target) canary.outdate(saved.id);
          collection.put(saved);
          if (patch.target) offerTest(`“${saved.display_name}” was saved.`, saved.id);
          else toast(`“${saved.display_name}” was saved.`);
        } else toast("Nothing was changed, so nothing was sent.");
        modal.close();
      },
      (error) => {
        if (integration && isNotFound(error)) {
          collection.drop(integration.id);
          canary.drop(integration.id);
          return TEXTS.goneMeanwhile;
        }
        return isUnclear(error) ? TEXTS.mayBeSaved : undefined;
      },
    );
    saving = false;
  }

  const saveButton = group.button({ label: integration ? "Save changes" : "Create integration", look: "strong", type: "submit" });
  const form = el(
    "form",
    {
      id: freshId("form"),
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        group.run(saveButton, save);
      },
    },
    name.element,
    description.element,
    target?.element ??
      el(
        "div",
        { class: "field" },
        el("p", { class: "note" }, TEXTS.unknownKind),
        el("dl", { class: "facts" }, targetFacts(targetOf(integration), before.name)),
      ),
  );
  // It is in the dialog's footer, outside the form.
  saveButton.setAttribute("form", form.id);

  const modal = openModal({
    title: integration ? `Edit “${before.name}”` : "New integration",
    body: [said, form],
    actions: [
      target && group.button({ label: "Send test", iconName: "send", look: "start" }, sendTest),
      el("button", { type: "button", class: "button", onclick: () => modal.ask() }, "Cancel"),
      saveButton,
    ].filter(Boolean),
    mayClose: async () =>
      !touched() ||
      confirm({ title: "Discard what you typed?", words: ["It has not been saved."], yes: "Discard", no: "Keep editing" }),
    onClose: () => {
      const waiting = saving;
      calls.abort();
      // The request may have reached the API before we stopped waiting: show what is there now.
      if (waiting) {
        toast(TEXTS.stoppedWaiting, "careful");
        collection.load();
      }
    },
  });
  if (atUrl) target.focus();
}

/** Only a test tells whether a new target works. */
function offerTest(words, id) {
  toast(words, "good", { label: "Send test now", run: () => sendTest(id) });
}
