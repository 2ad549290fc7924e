import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { Settings } from "../../infra/settings.ts";
import { WishStack } from "../../infra/wish-stack.ts";

export const tenantSettings: Settings = {
  issuer: "https://my-wishes.eu.auth0.com/",
  clientId: "k2Xb9",
  audience: "https://auth0-jwt-authorizer",
  scope: "create:wishes",
};

/** Synthesizes the stack for a tenant, without bundling the function. */
export function synthesizeTemplate(settings: Partial<Settings> = {}): Template {
  const app = new App({ analyticsReporting: false, context: { "aws:cdk:bundling-stacks": [] } });
  return Template.fromStack(new WishStack(app, "Wish", { settings: { ...tenantSettings, ...settings } }));
}
