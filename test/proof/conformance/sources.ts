/** Where a behaviour of the real API Gateway was seen, or is written down by its makers. */
export interface Source {
  kind: "captured" | "documented" | "synthesized";
  where: string;
}

const captured = (where: string): Source => ({ kind: "captured", where });
const guide = (page: string): Source => ({ kind: "documented", where: `API Gateway developer guide, ${page}` });

/** Published captures of the real service: headers, bodies, events and log lines that somebody wrote down. */
export const captures = {
  unauthorized: captured(
    "github.com/WebbPulse/WebbPulse-Portfolio, production promotion runbook, probes of 2026-09-10",
  ),
  expired: captured("github.com/keitakn/go-cognito-lambda, README"),
  issuerDown: captured("github.com/neighborhoods/okta-openid-mini-project, README"),
  claims: captured("github.com/floci-io/floci, pull request 2011, measured on an HTTP API with Cognito in 2026-08"),
  scopesNull: captured("github.com/DefinitelyTyped/DefinitelyTyped, pull request 75458, an event of 2026"),
  bodyEncoding: captured("github.com/ministackorg/ministack, pull request 766, verified on an HTTP API"),
  octetStream: captured("github.com/floci-io/floci, issue 2172, an event of 2026-08-07"),
  multipart: captured("github.com/dherault/serverless-offline, pull request 1776, an event from CloudWatch"),
  plainText: captured("aasisodiya.github.io, nodejs-aws-apigw, three responses"),
  slowFunction: captured("github.com/anomalyco/sst, issue 2232; github.com/serverless/serverless, issue 9677"),
  coldStart: captured("github.com/serverless/serverless, issue 11222"),
  invalidIssuer: captured("github.com/aws/aws-cdk, issue 28061"),
} as const;

export const documents = {
  jwtAuthorizer: guide("http-api-jwt-authorizer"),
  jwtTroubleshooting: guide("http-api-troubleshooting-jwt"),
  lambdaIntegration: guide("http-api-develop-integrations-lambda"),
  lambdaTroubleshooting: guide("http-api-troubleshooting-lambda"),
  routes: guide("http-api-develop-routes"),
  quotas: guide("http-api-quotas"),
  loggingVariables: guide("http-api-logging-variables"),
  cors: guide("http-api-cors"),
  throttling: guide("http-api-throttling"),
  mutualTls: guide("http-api-mutual-tls"),
  stageVariables: guide("http-api-stages.stage-variables"),
  restFeatures: guide("http-api-vs-rest"),
} as const;

/** What the CDK writes into a template, read off a synthesis on this machine. */
export const cdk: Source = { kind: "synthesized", where: "aws-cdk-lib 2.276.0" };
