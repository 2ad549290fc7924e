import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";

import { maxUnitsPerSecond, newestFirstIndex } from "../../service/deployment.ts";
import { ownerAttributesOfList, shownAttributes, shownAttributesOfList } from "../../service/store/item.ts";
import { tableName } from "../names.ts";

// A flood is refused here too: API Gateway keeps its rates "on a best-effort basis" only.
export const maxUnits = { maxReadRequestUnits: maxUnitsPerSecond.read, maxWriteRequestUnits: maxUnitsPerSecond.write };

/**
 * The wishes, by id; listed through an index that holds each list newest last.
 *
 * Encrypted with DynamoDB's own key, which costs nothing; what is in it is public but for who added it.
 */
export class WishTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: { throwAway: boolean }) {
    super(scope, id);
    this.table = new Table(this, "WishList", {
      tableName,
      partitionKey: { name: "id", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...maxUnits,
      timeToLiveAttribute: "purgeAt",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !props.throwAway,
      removalPolicy: props.throwAway ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: newestFirstIndex,
      partitionKey: { name: "list", type: AttributeType.STRING },
      sortKey: { name: "createdAt", type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
      ...maxUnits,
    });
  }

  /** Just what listing and showing take: the index, and of one wish or list no more than anybody may see. */
  mayRead(): PolicyStatement[] {
    return this.#mayReadOnly([...shownAttributes, ...shownAttributesOfList]);
  }

  /** The same, and who a list belongs to. */
  mayReadOwners(): PolicyStatement[] {
    return this.#mayReadOnly([...shownAttributes, ...shownAttributesOfList, ...ownerAttributesOfList]);
  }

  #mayReadOnly(attributes: readonly string[]): PolicyStatement[] {
    return [
      this.#mayQuery(),
      new PolicyStatement({
        actions: ["dynamodb:GetItem"],
        resources: [this.table.tableArn],
        conditions: {
          "ForAllValues:StringEquals": {
            "dynamodb:Attributes": [...new Set(attributes)],
          },
          StringEquals: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
        },
      }),
    ];
  }

  /**
   * Just what adding, changing and removing take: the conditional writes, the read before or after them, and the index,
   * which tells whether a list is empty.
   */
  mayWrite(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:GetItem"],
        resources: [this.table.tableArn],
      }),
      this.#mayQuery(),
    ];
  }

  #mayQuery(): PolicyStatement {
    return new PolicyStatement({
      actions: ["dynamodb:Query"],
      resources: [`${this.table.tableArn}/index/${newestFirstIndex}`],
    });
  }
}
