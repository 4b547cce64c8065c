// What wasm-bindgen generates for the Worker's artifact, as far as it is used: the functions of entry.rs and the class of
// durable_object.rs.
export function setModule(module: WebAssembly.Module): void;
export function __wbg_reset_state(): void;
export function handleRequest(
  request: Request,
  env: object,
  options: object,
  waitUntil?: (work: Promise<void>) => void,
): Promise<Response>;
export function scheduled(env: object, options: object): Promise<void>;
export function queue(batch: object, env: object, options: object): Promise<void>;
export function instanceLost(request: Request, env: object, options: object): Response;
export function checkOptions(options: unknown): void;
export function onTrap(onTrap: () => void): void;
export class SandboxObject {
  constructor(state: object);
  fetch(request: Request): Promise<Response>;
}
