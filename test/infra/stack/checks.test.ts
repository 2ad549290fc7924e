import type { App } from "aws-cdk-lib";
import { Topic } from "aws-cdk-lib/aws-sns";
import { beforeEach, expect, it } from "vitest";

import { addChecks } from "../../../infra/stack/checks.ts";
import { WishStack } from "../../../infra/stack/wish-stack.ts";
import { createApp, tenantSettings } from "../../support/template.ts";

let app: App;
let stack: WishStack;
beforeEach(() => {
  app = createApp();
  addChecks(app);
  stack = new WishStack(app, "Wish", { settings: tenantSettings });
});

it("finds nothing in the stack that is not acknowledged", () => {
  expect(() => app.synth()).not.toThrow();
});

it("fails synthesis on a finding, and names the rule", () => {
  expect(new Topic(stack, "Plain")).toBeDefined();
  expect(() => app.synth()).toThrow("AwsSolutions-SNS3");
});
