// What wasm-bindgen generates for the sandbox's artifact, as far as it is used; mod.rs says what each method does.
export function setModule(module: WebAssembly.Module): void;
export function __wbg_reset_state(): void;

export class SandboxCore {
  static bodyMax(): number;
  constructor(options: unknown, nowMs: number);
  handle(method: string, url: string, headers: string[], body: string, nowMs: number): SandboxStep;
  completeDelivery(id: number, rejection?: string): { respond: SandboxResponse };
  postToLoopback(id: number): Promise<string | undefined>;
  deliveries(): object[];
  fail(faults: unknown[]): void;
  reset(nowMs: number): void;
  setToken(token: string): void;
}

export type SandboxStep = { respond: SandboxResponse } | { deliver: PendingDelivery } | { fail: ConnectionFault };
export type SandboxResponse = { status: number; headers: [string, string][]; body?: string; truncated: boolean };
export type PendingDelivery = { id: number; delivery: object };
export type ConnectionFault = "network" | "stall";
