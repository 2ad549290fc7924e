import { Duration } from "aws-cdk-lib";
import { Architecture, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { Construct } from "constructs";
import { fileURLToPath } from "node:url";
import { environmentNames, functionTimeoutSeconds } from "../service/names.ts";
import type { Settings } from "./settings.ts";
import type { WishTable } from "./wish-table.ts";

const repositoryFolder = fileURLToPath(new URL("..", import.meta.url));

/** The function `wish-list-service`, with the rights that its two operations take and no more. */
export class WishFunction extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: { table: WishTable; settings: Settings }) {
    super(scope, id);
    const { table, settings } = props;
    this.function = new NodejsFunction(this, "Function", {
      functionName: "wish-list-service",
      entry: `${repositoryFolder}service/lambda.ts`,
      projectRoot: repositoryFolder,
      depsLockFilePath: `${repositoryFolder}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(functionTimeoutSeconds),
      environment: {
        [environmentNames.tableName]: table.table.tableName,
        [environmentNames.issuer]: settings.issuer,
        [environmentNames.audience]: settings.audience,
        [environmentNames.clientId]: settings.clientId,
        [environmentNames.scope]: settings.scope,
      },
      bundling: {
        format: OutputFormat.ESM,
        target: "node24",
        mainFields: ["module", "main"],
        // The SDK comes with the bundle: pinned, and quicker to load than the runtime's own.
        externalModules: [],
        minify: true,
      },
    });
    table.grantList(this.function);
    table.grantAdd(this.function);
  }

  /** Tells the function its public address, which exists only once the API does. */
  tellApiEndpoint(endpoint: string): void {
    this.function.addEnvironment(environmentNames.apiEndpoint, endpoint);
  }
}
