import type { Duration } from "aws-cdk-lib";
import {
  HttpIntegrationType,
  type HttpRoute,
  HttpRouteIntegration,
  type HttpRouteIntegrationBindOptions,
  type HttpRouteIntegrationConfig,
  PayloadFormatVersion,
} from "aws-cdk-lib/aws-apigatewayv2";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";

/**
 * Puts a function behind a route, and lets that route invoke it and no other.
 *
 * CDK's own integration lets any method of the path invoke it.
 */
export class FunctionIntegration extends HttpRouteIntegration {
  readonly #handler: IFunction;
  readonly #timeout: Duration;

  constructor(id: string, handler: IFunction, timeout: Duration) {
    super(id);
    this.#handler = handler;
    this.#timeout = timeout;
  }

  override bind(): HttpRouteIntegrationConfig {
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.#handler.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      timeout: this.#timeout,
    };
  }

  protected override completeBind({ route, scope }: HttpRouteIntegrationBindOptions): void {
    this.#handler.addPermission("Permission", {
      scope,
      principal: new ServicePrincipal("apigateway.amazonaws.com"),
      sourceArn: (route as HttpRoute).routeArn,
    });
  }
}
