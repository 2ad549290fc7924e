import { Duration } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";

import { timeLimits } from "../../service/deployment.ts";
import { functionCode } from "./function-code.ts";
import { WishLog } from "./wish-log.ts";

export interface WishFunctionProps {
  /** What follows `wish-list-service-` in the function's name, and stands before `-function.ts` in its root's. */
  name: "read" | "write" | "give";
  description: string;
  /** What it may do, besides writing its own log. */
  may: PolicyStatement[];
  environment: Record<string, string>;
  reservedConcurrency: number | undefined;
}

/** One function of the service with a role and a log of its own. */
export class WishFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: WishFunctionProps) {
    super(scope, id);
    const { name, description, may, environment, reservedConcurrency } = props;
    const functionName = `wish-list-service-${name}`;
    const log = new WishLog(this, "Log", { name: `/aws/lambda/${functionName}` });
    // Written out, since Lambda's managed policy lets a function write any log of the account.
    const mayLog = new PolicyStatement({
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [log.logGroup.logGroupArn],
    });
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: { least: new PolicyDocument({ statements: [mayLog, ...may] }) },
    });
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      description,
      role,
      code: functionCode(`${name}-function.ts`),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(timeLimits.functionTimeoutSeconds),
      environment,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      logGroup: log.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
    });
  }
}
