import { RemovalPolicy } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** A log that is kept for a month, and goes with the stack: it holds nothing that a new one would need. */
export class WishLog extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: { name: string }) {
    super(scope, id);
    this.logGroup = new LogGroup(this, "Group", {
      logGroupName: props.name,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
