"use client";
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useEffect } from "react";
import { useClient } from "../program/main.js";

export default function InBrowser() {
  useEffect(() => {
    useClient(client, sandbox).then(
      (seen) => {
        globalThis.seen = seen;
      },
      (error) => {
        globalThis.seen = String(error);
      },
    );
  }, []);
  return <p>in the browser</p>;
}
