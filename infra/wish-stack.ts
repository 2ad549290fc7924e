import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { wishesPath } from "../service/contract.ts";
import type { Settings } from "./settings.ts";
import { WishApi } from "./wish-api.ts";
import { WishFunction } from "./wish-function.ts";
import { WishTable } from "./wish-table.ts";

/** The whole of `wish` in AWS: the table, the function in front of it, and the HTTP API in front of that. */
export class WishStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const { settings } = props;

    const table = new WishTable(this, "Table");
    const service = new WishFunction(this, "Service", { table, settings });
    const api = new WishApi(this, "Api", { handler: service.function, settings });
    service.tellApiEndpoint(api.endpoint);

    new CfnOutput(this, "ApiUrl", { value: `${api.endpoint}${wishesPath}`, description: "For: wish init URL" });
    new CfnOutput(this, "Issuer", { value: settings.issuer });
    new CfnOutput(this, "ClientId", { value: settings.clientId });
    new CfnOutput(this, "Audience", { value: settings.audience });
    // CloudFormation refuses an empty output.
    if (settings.scope) new CfnOutput(this, "Scope", { value: settings.scope });
  }
}
