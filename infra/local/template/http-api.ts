import type { LocalDeployment } from "./local-identity.ts";
import type { HttpApiModel, JwtAuthorizerModel, RouteModel, ThrottleModel } from "./model.ts";
import { readPermissions } from "./permissions.ts";
import { type Properties, TemplateProblem } from "./properties.ts";
import type { FindResources, LocalResource } from "./resources.ts";

const maxIntegrationTimeoutMilliseconds = 30_000;

// Of one account in one region, for all of its APIs together (http-api-quotas).
const accountThrottle: ThrottleModel = { ratePerSecond: 10_000, burst: 5000 };

// Quotas of HTTP APIs (http-api-quotas). CloudFormation would refuse more, but only minutes into a deployment.
const quotas = { authorizers: 10, audiencesOfAnAuthorizer: 50, scopesOfARoute: 10 };

/** Reads the one HTTP API with its routes, and the integration and authorizer of each. */
export function readHttpApi(find: FindResources, deployment: LocalDeployment): HttpApiModel {
  const api = findOne(find, "AWS::ApiGatewayV2::Api");
  const { properties } = api;
  properties.choice("ProtocolType", ["HTTP"]);
  for (const unserved of ["Body", "BodyS3Location", "CorsConfiguration", "Target"]) {
    if (properties.has(unserved))
      throw new TemplateProblem(properties.at(unserved), "is not supported by the local stack.");
  }
  const stage = findOne(find, "AWS::ApiGatewayV2::Stage").properties;
  const stageName = stage.text("StageName");
  const functions = find("AWS::Lambda::Function").map(({ ref, attribute }) => ({ name: ref, arn: attribute("Arn") }));
  const executionArn = `arn:aws:execute-api:${deployment.region}:${deployment.accountId}:${api.ref}`;
  const mayInvoke = readPermissions(find, deployment.accountId);

  const integrations = find("AWS::ApiGatewayV2::Integration");
  const authorizers = find("AWS::ApiGatewayV2::Authorizer");
  keepQuota(authorizers, quotas.authorizers, "AWS::ApiGatewayV2::Authorizer", "authorizers");
  const routes = find("AWS::ApiGatewayV2::Route").map((route) => {
    const routeKey = route.properties.text("RouteKey");
    const integration = integrationOf(route, integrations).properties;
    const uri = integration.text("IntegrationUri");
    const target = functions.find(({ arn }) => uri === arn || uri.endsWith(`/functions/${arn}/invocations`));
    const sourceArn = `${executionArn}/${stageName}/${permissionPath(routeKey)}`;
    const model: RouteModel = {
      routeKey,
      functionArn: target?.arn,
      integrationTimeoutMilliseconds: integration.number("TimeoutInMillis", maxIntegrationTimeoutMilliseconds),
      mayInvoke: target !== undefined && (mayInvoke(target.arn, sourceArn) || mayInvoke(target.name, sourceArn)),
      throttle: readThrottle(stage, routeKey),
    };
    const authorizer = readAuthorizer(route, authorizers);
    if (authorizer) model.authorizer = authorizer;
    return model;
  });
  return { id: api.ref, stage: { name: stageName }, routes };
}

/** For each of the two numbers, the route's own setting goes before that of the stage. */
function readThrottle(stage: Properties, routeKey: string): ThrottleModel {
  const all = stage.object("DefaultRouteSettings");
  const own = stage.object("RouteSettings").object(routeKey);
  const limit = (name: string, ofAccount: number) => own.number(name, all.number(name, ofAccount));
  return {
    ratePerSecond: limit("ThrottlingRateLimit", accountThrottle.ratePerSecond),
    burst: limit("ThrottlingBurstLimit", accountThrottle.burst),
  };
}

/** `GET /x` becomes `GET/x`. Not captured: what stands for the method of an ANY route. Here only a wildcard matches it. */
function permissionPath(routeKey: string): string {
  return routeKey.replace(" ", "");
}

function integrationOf(route: LocalResource, integrations: LocalResource[]): LocalResource {
  const target = route.properties.text("Target");
  const integration = integrations.find(({ ref }) => target === `integrations/${ref}`);
  if (!integration) {
    throw new TemplateProblem(
      route.properties.at("Target"),
      `(${target}) is not an integration of this template, so ${route.properties.text("RouteKey")} leads nowhere.`,
    );
  }
  integration.properties.choice("IntegrationType", ["AWS_PROXY"]);
  integration.properties.choice("PayloadFormatVersion", ["2.0"]);
  return integration;
}

function readAuthorizer({ properties }: LocalResource, authorizers: LocalResource[]): JwtAuthorizerModel | undefined {
  if (properties.choice("AuthorizationType", ["NONE", "JWT"], "NONE") === "NONE") return undefined;
  const authorizerId = properties.text("AuthorizerId");
  const authorizer = authorizers.find(({ ref }) => ref === authorizerId)?.properties;
  if (!authorizer) {
    throw new TemplateProblem(
      properties.at("AuthorizerId"),
      `(${authorizerId}) is not an authorizer of this template.`,
    );
  }
  authorizer.choice("AuthorizerType", ["JWT"]);
  const jwt = authorizer.object("JwtConfiguration");
  const [audiences, scopes] = [jwt.texts("Audience"), properties.texts("AuthorizationScopes")];
  keepQuota(audiences, quotas.audiencesOfAnAuthorizer, jwt.at("Audience"), "audiences");
  keepQuota(scopes, quotas.scopesOfARoute, properties.at("AuthorizationScopes"), "scopes");
  return {
    name: authorizer.text("Name"),
    identitySources: authorizer.texts("IdentitySource"),
    issuer: jwt.text("Issuer"),
    audiences,
    scopes,
  };
}

function keepQuota(items: unknown[], most: number, where: string, what: string): void {
  if (items.length > most) throw new TemplateProblem(where, `has ${items.length} ${what}; API Gateway allows ${most}.`);
}

function findOne(find: FindResources, type: string): LocalResource {
  const [only, ...others] = find(type);
  if (only && others.length === 0) return only;
  const found = only ? [only, ...others].map(({ logicalId }) => logicalId).join(", ") : "none";
  throw new TemplateProblem(type, `must appear in the template once; found ${found}.`);
}
