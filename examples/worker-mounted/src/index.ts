// A dashboard's own Worker: its session decides who may do what with the notifications, so no token is needed.
import { Sandbox, createWorker, type Env as NotificationsEnv, type Scope } from "confluent-notifications/worker";

// The deployed Worker must export the Durable Object's class.
export { Sandbox };

interface Env extends NotificationsEnv {
  ASSETS: Fetcher;
  /** Session id → the session. */
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
  // The canary. If your dashboard has other crons, check `controller.cron` first.
  scheduled: (controller, env, context) => notifications.scheduled(controller, env, context),
} satisfies ExportedHandler<Env>;
