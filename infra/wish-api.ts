import { HttpApi, HttpMethod, HttpNoneAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { metadataPath, wishesPath } from "../service/contract.ts";
import type { Settings } from "./settings.ts";

/** The HTTP API: reading is open to everybody, adding needs a token of the issuer. */
export class WishApi extends Construct {
  /** Address of the API without a trailing slash. */
  readonly endpoint: string;

  constructor(scope: Construct, id: string, props: { handler: IFunction; settings: Settings }) {
    super(scope, id);
    const { handler, settings } = props;
    const api = new HttpApi(this, "HttpApi", { apiName: "wish", description: "A wish list" });
    const integration = new HttpLambdaIntegration("Service", handler);
    const open = new HttpNoneAuthorizer();
    const auth0 = new HttpJwtAuthorizer("auth0", settings.issuer, {
      authorizerName: "auth0",
      identitySource: ["$request.header.Authorization"],
      jwtAudience: [settings.audience],
    });

    api.addRoutes({ path: wishesPath, methods: [HttpMethod.GET], integration, authorizer: open });
    api.addRoutes({ path: metadataPath, methods: [HttpMethod.GET], integration, authorizer: open });
    api.addRoutes({
      path: wishesPath,
      methods: [HttpMethod.POST],
      integration,
      authorizer: auth0,
      authorizationScopes: settings.scope ? [settings.scope] : [],
    });
    this.endpoint = api.apiEndpoint;
  }
}
