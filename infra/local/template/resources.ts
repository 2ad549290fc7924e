import type { Template } from "./assembly.ts";
import type { Resolver } from "./intrinsics.ts";
import { Properties } from "./properties.ts";

/** A resource of the template with its intrinsics resolved. */
export interface LocalResource {
  logicalId: string;
  properties: Properties;
  /** What `Ref` gives for it. */
  ref: string;
  attribute: (name: string) => string;
}

/** Finds the resources of these types, except those that a condition of the template leaves out. */
export type FindResources = (...types: string[]) => LocalResource[];

export function createFinder(template: Template, { resolve, holds }: Resolver): FindResources {
  return (...types) =>
    Object.entries(template.Resources)
      .filter(([logicalId, { Type, Condition }]) => types.includes(Type) && holds(Condition, logicalId))
      .map(([logicalId, { Properties: values = {} }]) => ({
        logicalId,
        properties: new Properties(logicalId, resolve(values, logicalId)),
        ref: String(resolve({ Ref: logicalId }, logicalId)),
        attribute: (name) => String(resolve({ "Fn::GetAtt": [logicalId, name] }, logicalId)),
      }));
}
