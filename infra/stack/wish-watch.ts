import { Duration, Stack } from "aws-cdk-lib";
import type { IHttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import {
  ComparisonOperator,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import type { ITable, Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import {
  DynamoTableMonitoring,
  LambdaFunctionMonitoring,
  MetricStatistic,
  MonitoringFacade,
  SnsAlarmActionStrategy,
} from "cdk-monitoring-constructs";
import { Construct } from "constructs";

import type { Operation } from "../../service/contract.ts";
import { newestFirstIndex } from "../../service/deployment.ts";
import type { StackSettings } from "../settings.ts";
import { meanings } from "./alarm-meanings.ts";
import type { WishApi } from "./wish-api.ts";

export interface WishWatchProps {
  api: WishApi;
  functions: Record<Operation["function"], IFunction>;
  /** With the index of the lists. */
  table: Table;
  claimsTable: Table;
  settings: StackSettings;
}

// A request takes some 10 ms, and half a second when a function has to be loaded first.
const maxLatency = Duration.seconds(2);

/** Width and height of a widget. */
const halfRow = [12, 5] as const;

const throttled = { maxThrottledEventsThreshold: 0, alarmDescriptionOverride: meanings.tableThrottled };
const throttleAlarms = {
  addReadThrottledEventsCountAlarm: { throttled },
  addWriteThrottledEventsCountAlarm: { throttled },
};

/** A dashboard, alarms that go to one topic, and a budget. */
export class WishWatch extends Construct {
  readonly #monitoring: MonitoringFacade;

  constructor(scope: Construct, id: string, { api, functions, table, claimsTable, settings }: WishWatchProps) {
    super(scope, id);
    const topic = this.#createTopic(settings.alarmEmail);
    this.#monitoring = new MonitoringFacade(this, "wish", {
      alarmFactoryDefaults: {
        actionsEnabled: true,
        alarmNamePrefix: "wish",
        action: new SnsAlarmActionStrategy({ onAlarmTopic: topic, onOkTopic: topic }),
        // Two bad spells of five minutes within a quarter of an hour: one failed request wakes nobody.
        datapointsToAlarm: 2,
        evaluationPeriods: 3,
      },
    });
    this.#watchApi(api);
    for (const [name, lambdaFunction] of Object.entries(functions)) this.#watchFunction(name, lambdaFunction);
    this.#watchTable(table as ITable);
    this.#watchClaims(claimsTable as ITable);
    if (settings.alarmEmail) this.#watchCosts(settings.monthlyBudgetDollars, settings.alarmEmail);
  }

  #createTopic(email: string | undefined): Topic {
    // Encrypted on the way only: with a key at rest, CloudWatch would need the use of a key at a dollar a month.
    const topic = new Topic(this, "Alarms", { displayName: "wish", enforceSSL: true });
    // A topic with a policy of its own loses the one that lets alarms of the account publish.
    const alarms = Stack.of(this).formatArn({ service: "cloudwatch", resource: "alarm:*" });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: {
          ArnLike: { "aws:SourceArn": alarms },
          StringEquals: { "aws:SourceAccount": Stack.of(this).account },
        },
      }),
    );
    if (email) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  /** Without a name, since CloudFormation replaces a budget whose notifications change, and two cannot have one name. */
  #watchCosts(dollars: number, email: string): void {
    const notify = (notificationType: "ACTUAL" | "FORECASTED") => ({
      notification: {
        notificationType,
        comparisonOperator: "GREATER_THAN",
        threshold: 100,
        thresholdType: "PERCENTAGE",
      },
      subscribers: [{ subscriptionType: "EMAIL", address: email }],
    });
    new CfnBudget(this, "Budget", {
      budget: { budgetType: "COST", timeUnit: "MONTHLY", budgetLimit: { amount: dollars, unit: "USD" } },
      notificationsWithSubscribers: [notify("ACTUAL"), notify("FORECASTED")],
    });
  }

  #watchApi(api: WishApi): void {
    this.#monitoring.monitorApiGatewayV2HttpApi({
      api: api.httpApi as IHttpApi,
      humanReadableName: "API",
      alarmFriendlyName: "api",
      add5xxCountAlarm: { failing: { maxErrorCount: 0, alarmDescriptionOverride: meanings.apiFailing } },
      addLatencyP99Alarm: { slow: { maxLatency, alarmDescriptionOverride: meanings.apiSlow } },
    });
    // HTTP APIs have no metric for requests that their throttle refuses; the access log has a line for each.
    const refused = new MetricFilter(this, "Refused", {
      logGroup: api.accessLog.logGroup,
      filterPattern: FilterPattern.stringValue("$.status", "=", "429"),
      metricNamespace: "wish",
      metricName: "TooManyRequests",
      defaultValue: 0,
    });
    const throttled = {
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingDataOverride: TreatMissingData.NOT_BREACHING,
      alarmDescriptionOverride: meanings.apiThrottled,
    };
    const metric = refused.metric({ statistic: MetricStatistic.SUM, period: Duration.minutes(5), label: "429" });
    this.#monitoring.monitorCustom({
      humanReadableName: "Requests that the throttle refused",
      alarmFriendlyName: "api",
      metricGroups: [{ title: "429", metrics: [{ metric, alarmFriendlyName: "requests", addAlarm: { throttled } }] }],
    });
  }

  #watchFunction(name: string, lambdaFunction: IFunction): void {
    const isOfGifts = name === "give";
    const failing = isOfGifts ? meanings.giftFunctionFailing : meanings.functionFailing;
    const monitoring = new LambdaFunctionMonitoring(this.#monitoring, {
      lambdaFunction,
      alarmFriendlyName: name,
      addFaultCountAlarm: { failing: { maxErrorCount: 0, alarmDescriptionOverride: failing } },
      addThrottlesCountAlarm: { throttled: { maxErrorCount: 0, alarmDescriptionOverride: meanings.functionThrottled } },
    });
    if (isOfGifts) {
      this.#show(monitoring.createTitleWidget(), troubleWidget(monitoring));
    } else {
      this.#monitoring.addSegment(monitoring);
    }
  }

  #watchTable(table: ITable): void {
    this.#monitoring.monitorDynamoTable({ table, alarmFriendlyName: "table", ...throttleAlarms });
    this.#monitoring.monitorDynamoTableGlobalSecondaryIndex({
      table,
      globalSecondaryIndexName: newestFirstIndex,
      alarmFriendlyName: "index",
      ...throttleAlarms,
    });
  }

  #watchClaims(table: ITable): void {
    const alarmFriendlyName = "claims";
    const monitoring = new DynamoTableMonitoring(this.#monitoring, { table, alarmFriendlyName, ...throttleAlarms });
    this.#show(
      monitoring.createTitleWidget(),
      monitoring.createThrottlesWidget(...halfRow),
      monitoring.createErrorsWidget(...halfRow),
    );
  }

  /**
   * Shows these alone. Of what has to do with gifts, traffic is left out: who looks at the dashboard for another reason may
   * own a list.
   */
  #show(...widgets: IWidget[]): void {
    for (const widget of widgets) this.#monitoring.addWidget(widget);
  }
}

/** Shows errors and throttles of a function. */
function troubleWidget({ faultCountMetric, throttlesCountMetric }: LambdaFunctionMonitoring): GraphWidget {
  const left = [withoutGaps("Faults", faultCountMetric), withoutGaps("Throttles", throttlesCountMetric)];
  return new GraphWidget({ title: "Errors and throttles", width: 24, left });
}

/** Both are 0 at each invocation, and absent where there is none: the gaps would tell. */
function withoutGaps(label: string, metric: IMetric): MathExpression {
  const name = label.toLowerCase();
  return new MathExpression({ expression: `FILL(${name}, 0)`, usingMetrics: { [name]: metric }, label });
}
