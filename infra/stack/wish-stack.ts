import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";

import { wishesPath } from "../../service/contract.ts";
import { environmentNames, timeLimits } from "../../service/deployment.ts";
import type { StackSettings } from "../settings.ts";
import { ClaimsTable } from "./claims-table.ts";
import { checkTimeLimits, integrationTimeoutSeconds } from "./time-limits.ts";
import { WishApi } from "./wish-api.ts";
import { WishFunction } from "./wish-function.ts";
import { WishTable } from "./wish-table.ts";
import { WishWatch } from "./wish-watch.ts";

/** The whole of `wish` in AWS: two tables, three functions in front of them, the HTTP API in front of these, and alarms. */
export class WishStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { settings: StackSettings }) {
    const { settings } = props;
    super(scope, id, { ...props, terminationProtection: !settings.throwAway });
    const { reservedConcurrency } = settings;
    checkTimeLimits(timeLimits, integrationTimeoutSeconds);

    const table = new WishTable(this, "Table", settings);
    const claims = new ClaimsTable(this, "Claims", settings);
    const tableName = { [environmentNames.tableName]: table.table.tableName };
    const requireScopes = { [environmentNames.requireScopes]: String(settings.requireScopes) };
    const api = new WishApi(this, "Api");
    const read = new WishFunction(this, "Read", {
      name: "read",
      description: "Lists and shows wishes and lists, also as a page and as feeds, and tells how to sign in",
      may: table.mayRead(),
      environment: {
        ...tableName,
        [environmentNames.apiEndpoint]: api.endpoint,
        [environmentNames.issuer]: settings.issuer,
        [environmentNames.audience]: settings.audience,
        [environmentNames.clientId]: settings.clientId,
        ...requireScopes,
      },
      reservedConcurrency,
    });
    const write = new WishFunction(this, "Write", {
      name: "write",
      description: "Adds, changes and removes wishes and lists",
      may: table.mayWrite(),
      environment: { ...tableName, ...requireScopes },
      reservedConcurrency,
    });
    const give = new WishFunction(this, "Give", {
      name: "give",
      description: "Makes gift links, and shows and keeps who gives what to those who may see it",
      may: [...table.mayReadOwners(), claims.mayGive()],
      environment: {
        ...tableName,
        [environmentNames.claimsTableName]: claims.table.tableName,
        [environmentNames.apiEndpoint]: api.endpoint,
        ...requireScopes,
      },
      reservedConcurrency,
    });
    const functions = { read: read.function, write: write.function, give: give.function };
    api.serve(functions, settings);
    new WishWatch(this, "Watch", { api, functions, table: table.table, claimsTable: claims.table, settings });

    new CfnOutput(this, "ApiUrl", { value: `${api.endpoint}${wishesPath}`, description: "For: wish init URL" });
    new CfnOutput(this, "Issuer", { value: settings.issuer });
    new CfnOutput(this, "ClientId", { value: settings.clientId });
    new CfnOutput(this, "Audience", { value: settings.audience });
    new CfnOutput(this, "RequireScopes", { value: String(settings.requireScopes) });
  }
}
