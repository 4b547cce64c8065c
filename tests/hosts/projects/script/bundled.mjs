import * as client from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import { useClient } from "./program/main.js";

// CommonJS, which some bundles are, has no await of its own here.
useClient(client, sandbox).then((seen) => console.log(JSON.stringify(seen)));
