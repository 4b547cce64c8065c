import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useEffect } from "react";
import { useClient } from "../../program/main.js";

export const loader = async () => ({ seen: JSON.stringify(await useClient(client, sandbox)) });

export default function Home({ loaderData }) {
  useEffect(() => {
    useClient(client, sandbox)
      .catch(String)
      .then((seen) => {
        globalThis.seen = seen;
      });
  }, []);
  return <pre id="server">{loaderData.seen}</pre>;
}
