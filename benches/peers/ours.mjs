// Our client, with the surface of the others.
import { NotificationsClient } from "confluent-notifications";

export const make = (options) => new NotificationsClient(options).integrations;
