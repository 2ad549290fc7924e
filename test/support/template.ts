import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";

import type { StackSettings } from "../../infra/settings.ts";
import { WishStack } from "../../infra/stack/wish-stack.ts";

export const tenantSettings: StackSettings = {
  issuer: "https://my-wishes.eu.auth0.com/",
  clientId: "k2Xb9",
  audience: "https://auth0-jwt-authorizer",
  requireScopes: true,
  throwAway: false,
  monthlyBudgetDollars: 5,
};

/** An app that bundles no functions. */
export function createApp(): App {
  return new App({ analyticsReporting: false, context: { "aws:cdk:bundling-stacks": [] } });
}

/** Synthesizes the stack for a tenant, without bundling the functions. */
export function synthesizeTemplate(settings: Partial<StackSettings> = {}): Template {
  const app = createApp();
  return Template.fromStack(new WishStack(app, "Wish", { settings: { ...tenantSettings, ...settings } }));
}
