import { createFileRoute } from "@tanstack/react-router";
import { createServerFn } from "@tanstack/react-start";
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useEffect } from "react";
import { useClient } from "../../program/main.js";

const onServer = createServerFn().handler(async () => JSON.stringify(await useClient(client, sandbox)));

export const Route = createFileRoute("/")({ loader: () => onServer(), component: Home });

function Home() {
  const seen = Route.useLoaderData();
  useEffect(() => {
    useClient(client, sandbox)
      .catch(String)
      .then((seen) => {
        globalThis.seen = seen;
      });
  }, []);
  return <pre id="server">{seen}</pre>;
}
