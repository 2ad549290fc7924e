import { Duration, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  type AddRoutesOptions,
  type CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import { type Operation, operations, routeKeyOf } from "../../service/contract.ts";
import { throttles } from "../../service/limits.ts";
import type { IssuerSettings } from "../settings.ts";
import { FunctionIntegration } from "./function-integration.ts";
import { integrationTimeoutSeconds } from "./time-limits.ts";
import { WishLog } from "./wish-log.ts";

/**
 * One line of the access log: never a header or a query, so never a token.
 *
 * Source: API Gateway developer guide, "Customize HTTP API access logs".
 */
const accessLogFields = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  sourceIp: "$context.identity.sourceIp",
  route: "$context.routeKey",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  bytes: "$context.responseLength",
  authorizerError: "$context.authorizer.error",
  integrationError: "$context.integrationErrorMessage",
} as const;

/** Why anybody may call the open routes of a function. */
const reasonsForOpen: Record<Operation["function"], string> = {
  read: "Anybody may read the list, and how to sign in. The function behind this route can only read.",
  write: "No route of this function is open.",
  give: "Who gives has no account. The function behind this route asks for the secret code of a gift link or of a claim.",
};

/** The HTTP API: reading is open to everybody, giving to who has a code, writing needs a token of the issuer. */
export class WishApi extends Construct {
  readonly httpApi: HttpApi;
  /** One line of JSON for each request. */
  readonly accessLog: WishLog;
  /** Address of the API without a trailing slash. */
  readonly endpoint: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.httpApi = new HttpApi(this, "HttpApi", {
      apiName: "wish",
      description: "A wish list",
      createDefaultStage: false,
    });
    this.endpoint = this.httpApi.apiEndpoint;
    // The prefix keeps the account's resource policy for log delivery from growing with each API.
    this.accessLog = new WishLog(this, "AccessLog", { name: "/aws/vendedlogs/wish/access" });
  }

  /** Puts the functions behind the routes of the operation table. */
  serve(functions: Record<Operation["function"], IFunction>, settings: IssuerSettings): void {
    const authorizer = new HttpJwtAuthorizer("auth0", settings.issuer, {
      authorizerName: "auth0",
      identitySource: ["$request.header.Authorization"],
      jwtAudience: [settings.audience],
    });
    const timeout = Duration.seconds(integrationTimeoutSeconds);
    const integrations = {
      read: new FunctionIntegration("Read", functions.read, timeout),
      write: new FunctionIntegration("Write", functions.write, timeout),
      give: new FunctionIntegration("Give", functions.give, timeout),
    };
    const access = (who: Operation["who"]): Pick<AddRoutesOptions, "authorizer" | "authorizationScopes"> =>
      who === "anybody"
        ? { authorizer: new HttpNoneAuthorizer() }
        : { authorizer, authorizationScopes: settings.requireScopes ? [...who] : [] };
    const routes = Object.values<Operation>(operations).map(({ method, path, who, function: name }) => {
      const integration = integrations[name];
      const [route] = this.httpApi.addRoutes({ path, methods: [HttpMethod[method]], integration, ...access(who) });
      if (who === "anybody") {
        Validations.of(route as HttpRoute).acknowledge({
          id: "AwsSolutions-APIG4",
          reason: reasonsForOpen[name],
        });
      }
      return route as HttpRoute;
    });
    this.#stage(routes);
  }

  #stage(routes: HttpRoute[]): void {
    const stage = new HttpStage(this, "Stage", {
      httpApi: this.httpApi,
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: throttles.stage.ratePerSecond, burstLimit: throttles.stage.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog.logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      Object.values<Operation>(operations).flatMap((operation) => {
        const { throttle } = operation;
        if (!throttle) return [];
        const limits = { ThrottlingRateLimit: throttle.ratePerSecond, ThrottlingBurstLimit: throttle.burst };
        return [[routeKeyOf(operation), limits]];
      }),
    );
    // CloudFormation refuses settings for a route that is not there yet.
    stage.node.addDependency(...routes);
  }
}
