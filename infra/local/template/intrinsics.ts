import type { Template } from "./assembly.ts";
import { identify, type LocalDeployment } from "./local-identity.ts";
import { TemplateProblem } from "./properties.ts";

export interface Resolver {
  /** Replaces every intrinsic function in a value; `where` names the position in messages. */
  resolve: (value: unknown, where: string) => unknown;
  /** Whether the named condition holds; without a name it does. */
  holds: (condition: string | undefined, where: string) => boolean;
}

type Intrinsic = (argument: unknown, where: string) => unknown;

/**
 * Resolves the intrinsic functions of a template to local values: Ref, GetAtt, Join, Sub, Select, Split, FindInMap, If.
 *
 * Parameters have their default values. Both functions throw a `TemplateProblem` for any other function, an unknown name,
 * or a value that only AWS has.
 *
 * Source: CloudFormation template reference, intrinsic functions and pseudo parameters.
 */
export function createResolver(template: Template, deployment: LocalDeployment): Resolver {
  const pseudoParameters: Record<string, unknown> = {
    "AWS::AccountId": deployment.accountId,
    "AWS::Region": deployment.region,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": deployment.stackName,
    "AWS::StackId": `arn:aws:cloudformation:${deployment.region}:${deployment.accountId}:stack/${deployment.stackName}/local`,
    "AWS::NotificationARNs": [],
    "AWS::NoValue": undefined,
  };

  function resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) {
      return value.map((item, index) => resolve(item, `${where}[${index}]`)).filter((item) => item !== undefined);
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [name = "", argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === "Ref" || name.startsWith("Fn::"))) {
      const intrinsic = intrinsics[name];
      if (!intrinsic) throw new TemplateProblem(where, `uses ${name}, which has no value in the local stack.`);
      return intrinsic(argument, where);
    }
    return Object.fromEntries(
      entries
        .map(([key, item]): [string, unknown] => [key, resolve(item, `${where}.${key}`)])
        .filter(([, item]) => item !== undefined),
    );
  }

  function ref(name: string, where: string): unknown {
    if (name in pseudoParameters) return pseudoParameters[name];
    const parameter = template.Parameters?.[name];
    if (parameter) {
      // The default of an SSM parameter is its name, not its value.
      if (parameter.Default !== undefined && !parameter.Type.startsWith("AWS::SSM::")) return parameter.Default;
      throw new TemplateProblem(where, `needs the parameter ${name}, which has no default value.`);
    }
    return identityOf(name, where).ref;
  }

  function identityOf(logicalId: string, where: string) {
    const resource = template.Resources[logicalId];
    if (!resource) throw new TemplateProblem(where, `refers to ${logicalId}, which the template does not define.`);
    return identify(logicalId, resource, deployment, resolve);
  }

  function attribute(argument: unknown, where: string): string {
    const [logicalId = "", ...names] = typeof argument === "string" ? argument.split(".") : texts(argument, where);
    return identityOf(logicalId, where).attribute(names.join("."), where);
  }

  function substitute(argument: unknown, where: string): string {
    const [pattern, values = {}] = Array.isArray(argument) ? argument : [argument];
    const own = new Map(Object.entries(resolve(values, where) as object));
    return text(pattern, where).replace(/\$\{(!?)([^}]*)\}/gu, (_, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (own.has(name)) return text(own.get(name), where);
      return text(name.includes(".") ? attribute(name, where) : ref(name, where), where);
    });
  }

  function holds(condition: string | undefined, where: string): boolean {
    if (condition === undefined) return true;
    const expression = template.Conditions?.[condition];
    if (expression !== undefined) return isTrue(expression, `Conditions.${condition}`);
    throw new TemplateProblem(where, `depends on the condition ${condition}, which the template does not define.`);
  }

  function isTrue(expression: unknown, where: string): boolean {
    const [[name, argument] = ["", undefined]] = Object.entries(expression as object);
    switch (name) {
      case "Condition":
        return holds(text(argument, where), where);
      case "Fn::Equals": {
        const [left, right] = list(argument, where).map((item) => resolve(item, where));
        return String(left) === String(right);
      }
      case "Fn::And":
        return list(argument, where).every((item) => isTrue(item, where));
      case "Fn::Or":
        return list(argument, where).some((item) => isTrue(item, where));
      case "Fn::Not":
        return !isTrue(list(argument, where)[0], where);
      default:
        throw new TemplateProblem(where, `uses ${name || "nothing"}, which is not a condition.`);
    }
  }

  const intrinsics: Record<string, Intrinsic> = {
    Ref: (argument, where) => ref(text(argument, where), where),
    "Fn::GetAtt": attribute,
    "Fn::Sub": substitute,
    "Fn::Join": (argument, where) => {
      const [delimiter, items] = list(argument, where);
      return texts(resolve(items, where), where).join(text(delimiter, where));
    },
    "Fn::Split": (argument, where) => {
      const [delimiter, value] = list(argument, where);
      return text(resolve(value, where), where).split(text(delimiter, where));
    },
    "Fn::Select": (argument, where) => {
      const [index, items] = list(argument, where);
      const selected = list(resolve(items, where), where)[Number(resolve(index, where))];
      if (selected === undefined) throw new TemplateProblem(where, "selects an item that is not in its list.");
      return selected;
    },
    "Fn::FindInMap": (argument, where) => {
      const [map = "", first = "", second = ""] = texts(resolve(argument, where), where);
      const value = template.Mappings?.[map]?.[first]?.[second];
      if (value === undefined)
        throw new TemplateProblem(where, `needs ${map}.${first}.${second}, which is not in the mappings.`);
      return value;
    },
    "Fn::If": (argument, where) => {
      const [condition, whenTrue, whenFalse] = list(argument, where);
      return resolve(holds(text(condition, where), where) ? whenTrue : whenFalse, where);
    },
  };

  return { resolve, holds };
}

function list(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateProblem(where, "must be a list.");
}

function texts(value: unknown, where: string): string[] {
  return list(value, where).map((item) => text(item, where));
}

function text(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TemplateProblem(where, "must be text.");
}
