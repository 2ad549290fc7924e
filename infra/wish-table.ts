import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Effect, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { newestFirstIndex } from "../service/names.ts";

/** The wishes, by id; listed through an index that holds each list newest last. */
export class WishTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, "WishList", {
      tableName: "WishList",
      partitionKey: { name: "id", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: newestFirstIndex,
      partitionKey: { name: "list", type: AttributeType.STRING },
      sortKey: { name: "createdAt", type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }

  /** Grants just what listing takes: the index, not the table. */
  grantList(grantee: IGrantable): void {
    this.#grant(grantee, ["dynamodb:Query"], `${this.table.tableArn}/index/${newestFirstIndex}`);
  }

  /** Grants just what adding takes: the conditional write, and the read after it has failed. */
  grantAdd(grantee: IGrantable): void {
    this.#grant(grantee, ["dynamodb:PutItem", "dynamodb:GetItem"], this.table.tableArn);
  }

  #grant(grantee: IGrantable, actions: string[], resource: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] }),
    );
  }
}
