// The package keeps the contract: its types go where the contract's are expected, and what is written
// against the contract goes into the package.
import * as ours from "confluent-notifications";
import * as sandbox from "confluent-notifications/sandbox";
import * as init from "confluent-notifications/init";
import worker, * as workers from "confluent-notifications/worker";
import type * as contract from "./contract.js";

export const values: {
  isKnownTarget: typeof contract.isKnownTarget;
  isWritableTarget: typeof contract.isWritableTarget;
  isNotificationsError: typeof contract.isNotificationsError;
  redactUrl: typeof contract.redactUrl;
  redactText: typeof contract.redactText;
  nextPageToken: typeof contract.nextPageToken;
  targetRetirement: typeof contract.targetRetirement;
  NotificationsClient: typeof contract.NotificationsClient;
} = ours;
export const made: typeof contract.createSandbox = sandbox.createSandbox;
export const started: typeof contract.init = init.init;
export const mounted: typeof contract.createWorker = workers.createWorker;
export const deployed: ReturnType<typeof contract.createWorker> = worker;

/** Compiles only where `From` may stand for `To`. */
type Accepts<From extends To, To> = [From, To];

/** What the package hands out. */
export type Out = [
  Accepts<ours.Integration, contract.Integration>,
  Accepts<ours.IntegrationPage, contract.IntegrationPage>,
  Accepts<ours.IntegrationList, contract.IntegrationList>,
  Accepts<ours.List<string>, contract.List<string>>,
  Accepts<ours.Page<string>, contract.Page<string>>,
  Accepts<ours.Integrations, contract.Integrations>,
  Accepts<ours.NotificationsClient, contract.NotificationsClient>,
  Accepts<ours.NotificationsError, contract.NotificationsError>,
  Accepts<ours.Target, contract.Target>,
  Accepts<ours.KnownTarget, contract.KnownTarget>,
  Accepts<ours.WritableTarget, contract.WritableTarget>,
  Accepts<ours.UnknownTarget, contract.UnknownTarget>,
  Accepts<ours.GlobalObjectReference, contract.GlobalObjectReference>,
  Accepts<ours.Attempt, contract.Attempt>,
  Accepts<ours.RateLimit, contract.RateLimit>,
  Accepts<ours.ErrorDetail, contract.ErrorDetail>,
  Accepts<ours.ErrorCode, contract.ErrorCode>,
  Accepts<ours.Operation, contract.Operation>,
  Accepts<sandbox.Sandbox, contract.Sandbox>,
  Accepts<sandbox.Delivery, contract.Delivery>,
  Accepts<workers.Scope, contract.Scope>,
];

/** What the package takes. */
export type In = [
  Accepts<contract.ClientOptions, ours.ClientOptions>,
  Accepts<contract.CallOptions, ours.CallOptions>,
  Accepts<contract.Credentials, ours.Credentials>,
  Accepts<contract.NewIntegration, ours.NewIntegration>,
  Accepts<contract.IntegrationPatch, ours.IntegrationPatch>,
  Accepts<contract.Page<string>, ours.Page<string>>,
  Accepts<contract.Operation, ours.Operation>,
  Accepts<contract.ListQuery, ours.ListQuery>,
  Accepts<contract.Target, ours.Target>,
  Accepts<contract.Integration, ours.Integration>,
  Accepts<contract.ErrorCode, ours.ErrorCode>,
  Accepts<contract.SlackTarget, ours.SlackTarget>,
  Accepts<contract.MsTeamsTarget, ours.MsTeamsTarget>,
  Accepts<contract.WebhookTarget, ours.WebhookTarget>,
  Accepts<contract.RoleEmailTarget, ours.RoleEmailTarget>,
  Accepts<contract.UserEmailTarget, ours.UserEmailTarget>,
  Accepts<contract.InAppTarget, ours.InAppTarget>,
  Accepts<contract.SandboxOptions, sandbox.SandboxOptions>,
  Accepts<contract.Fault, sandbox.Fault>,
  Accepts<contract.WorkerOptions, workers.WorkerOptions>,
  Accepts<contract.Env, workers.Env>,
];
