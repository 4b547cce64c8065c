// A dashboard's own Worker: its session decides who may do what with the notifications, no token of theirs is needed.
import { Sandbox, createWorker, type Env as NotificationsEnv, type Scope } from "confluent-notifications/worker";

// The platform wants the Durable Object's class from the Worker that is deployed.
export { Sandbox };

interface Env extends NotificationsEnv {
  ASSETS: Fetcher;
  /** Session id → who it is of. */
  SESSIONS: KVNamespace;
}

interface Session {
  role: "viewer" | "on-call" | "owner";
}

const SCOPES: Record<Session["role"], Scope> = { viewer: "read", "on-call": "test", owner: "admin" };

const notifications = createWorker({
  prefix: "/notifications-admin",
  async authorize(request, env) {
    const id = /(?:^|; )__Host-session=([\w-]{20,})/.exec(request.headers.get("cookie") ?? "")?.[1];
    const session = id && (await (env as Env).SESSIONS.get<Session>(id, "json"));
    return session ? (SCOPES[session.role] ?? null) : null;
  },
});

export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (/^\/notifications-admin(\/|$)/.test(pathname)) return notifications.fetch(request, env, context);
    return env.ASSETS.fetch(request);
  },
  // The canary. A dashboard with other crons of its own looks at `controller.cron` first.
  scheduled: (controller, env, context) => notifications.scheduled(controller, env, context),
} satisfies ExportedHandler<Env>;
