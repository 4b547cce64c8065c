// Our client, with the same interface as the others.
import { NotificationsClient } from "confluent-notifications";

export const make = (options) => new NotificationsClient(options).integrations;
