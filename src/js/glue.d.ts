// What wasm-bindgen generates for the client's artifact, as far as it is used; src/js/exports.rs and call.rs say what each does.
import type { Body, Event, Operation, Step, TargetState } from "./wire.ts";

export function setModule(module: WebAssembly.Module): void;
export function __wbg_reset_state(): void;

export function registerClient(options: unknown, browser: boolean): number;
export function releaseClient(client: number): void;
export function startCall(
  client: number,
  number: number,
  operation: Operation,
  idOrToken: string | undefined,
  argument: unknown,
  bodyIsJson: boolean,
  options: unknown,
): Step;
export function onResponse(
  number: number,
  status: number,
  response: unknown,
  body: unknown,
  kind: Body,
  nowMs: number,
  random: number,
): Step;
export function onEvent(number: number, event: Event, text: string, random: number): Step;
export function nextPageToken(page: unknown, seen: unknown, operation?: number): void;
export function redact(text: string, isUrl: boolean): void;
export function targetState(target: unknown): TargetState;
