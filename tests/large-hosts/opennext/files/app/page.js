// A server component, rendered anew for each request, with a client component inside.
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../program/main.js";
import InBrowser from "./in-browser.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  const seen = await useClient(client, sandbox);
  return (
    <main>
      <pre id="server">{JSON.stringify(seen)}</pre>
      <InBrowser />
    </main>
  );
}
