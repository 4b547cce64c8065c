import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "../program/main.js";

@Component({ selector: "app-root", template: "<p>{{ kind }}</p>" })
class App {
  readonly kind: client.Target["kind"] = "Slack";

  constructor() {
    useClient(client, sandbox)
      .catch(String)
      .then((seen) => Object.assign(globalThis, { seen }));
  }
}

bootstrapApplication(App);
