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
import { metadataPath, wishesPath } from "../../service/contract.ts";
import { accessLogFields } from "./access-log.ts";
import { FunctionIntegration } from "./function-integration.ts";
import type { Settings } from "../settings.ts";
import { integrationTimeoutSeconds } from "./time-limits.ts";
import { WishLog } from "./wish-log.ts";

// Far above what a wish list sees, far below the account's 10,000 a second and what an index partition takes:
// so a flood costs little, and reaches no other API of the account.
const throttle = {
  stage: { rateLimit: 200, burstLimit: 400 },
  adding: { rateLimit: 20, burstLimit: 40 },
} as const;

/** The HTTP API: reading is open to everybody, adding needs a token of the issuer. */
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

  /** Puts the functions behind their routes. */
  serve(props: { read: IFunction; write: IFunction; settings: Settings }): void {
    const { read, write, settings } = props;
    const authorizer = new HttpJwtAuthorizer("auth0", settings.issuer, {
      authorizerName: "auth0",
      identitySource: ["$request.header.Authorization"],
      jwtAudience: [settings.audience],
    });
    const timeout = Duration.seconds(integrationTimeoutSeconds);
    const reading = new FunctionIntegration("Read", read, timeout);
    const routes = [wishesPath, metadataPath].map((path) =>
      this.#route(path, { methods: [HttpMethod.GET], integration: reading, authorizer: new HttpNoneAuthorizer() }),
    );
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: "AwsSolutions-APIG4",
        reason: "Open by contract: anybody may read the list and how to sign in. The function behind it can only read.",
      });
    }
    const adding = this.#route(wishesPath, {
      methods: [HttpMethod.POST],
      integration: new FunctionIntegration("Write", write, timeout),
      authorizer,
      authorizationScopes: settings.scope ? [settings.scope] : [],
    });
    this.#stage(adding);
  }

  #route(path: string, options: Omit<AddRoutesOptions, "path">): HttpRoute {
    const [route] = this.httpApi.addRoutes({ path, ...options });
    return route as HttpRoute;
  }

  #stage(adding: HttpRoute): void {
    const stage = new HttpStage(this, "Stage", {
      httpApi: this.httpApi,
      stageName: "$default",
      autoDeploy: true,
      throttle: throttle.stage,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog.logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    const cfnStage = stage.node.defaultChild as CfnStage;
    const { rateLimit: ThrottlingRateLimit, burstLimit: ThrottlingBurstLimit } = throttle.adding;
    cfnStage.routeSettings = { [`POST ${wishesPath}`]: { ThrottlingRateLimit, ThrottlingBurstLimit } };
    // CloudFormation refuses settings for a route that is not there yet.
    stage.node.addDependency(adding);
  }
}
