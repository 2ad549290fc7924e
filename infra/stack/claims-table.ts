import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

import { claimsTableName } from "../names.ts";
import { maxUnits } from "./wish-table.ts";

/**
 * Who gives what: an item for each list with a gift link.
 *
 * It is a table of its own, so that the functions that the owners of wishes call have no right to any of it.
 */
export class ClaimsTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: { throwAway: boolean }) {
    super(scope, id);
    this.table = new Table(this, "WishClaims", {
      tableName: claimsTableName,
      partitionKey: { name: "list", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...maxUnits,
      timeToLiveAttribute: "purgeAt",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !props.throwAway,
      removalPolicy: props.throwAway ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** Just what gifts take: reading an item, and the conditional write after it. */
  mayGive(): PolicyStatement {
    return new PolicyStatement({
      actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      resources: [this.table.tableArn],
    });
  }
}
