import { idPattern, pageLimit, scopes } from "../contract.ts";
import { failureStatus } from "../failure.ts";
import { mostClaims } from "../gifts/claims.ts";
import { codePattern } from "../gifts/codes.ts";
import { longestFrom } from "../gifts/form.ts";
import { listFieldNames, listFields, newListFieldNames } from "../lists.ts";
import {
  addedNames,
  changedNames,
  type FieldName,
  fieldNames,
  isToBeGiven,
  newFieldNames,
  wishFields,
} from "../wish.ts";
import { formsOf, givenForm, keptForm, record, type Schema } from "./kind-schemas.ts";

export type SchemaName = keyof typeof otherSchemas | "NewWish" | "WishChange" | "Wish";

/** What is to be said of a field besides its kind. */
const fieldTexts: Partial<Record<FieldName, Schema>> = {
  id: { description: "Opaque.", pattern: idPattern.source },
};

const otherSchemas = {
  WishPage: pageOf("Wish"),
  NewList: record(formsOf(newListFieldNames, listFields, givenForm), { required: [] }),
  List: record(formsOf(listFieldNames, listFields, keptForm), {
    description: "Never says who made it.",
    required: listFieldNames.filter((name) => "required" in listFields[name]),
  }),
  ListPage: pageOf("List"),
  ResourceMetadata: record(
    {
      resource: { type: "string", format: "uri" },
      authorization_servers: { type: "array", items: { type: "string", format: "uri" }, minItems: 1, maxItems: 1 },
      scopes_supported: { type: "array", items: { enum: Object.values(scopes) } },
      bearer_methods_supported: { const: ["header"] },
      resource_name: { type: "string" },
      audience: { type: "string", minLength: 1 },
      client_id: { type: "string", minLength: 1 },
    },
    { description: "RFC 9728 §2, with audience and client_id of our own." },
  ),
  NewGiftLink: record(
    {
      revealOn: {
        type: "string",
        format: "date",
        description:
          "The day from which on the owner may see who gives what. Required at first; it can only be put off.",
      },
      rotate: { type: "boolean", description: "Whether the code is to be replaced: the old link leads nowhere then." },
    },
    { required: [] },
  ),
  GiftLink: record(
    {
      list: reference("schemas", "ListName"),
      revealOn: { type: "string", format: "date" },
      url: { type: "string", format: "uri", description: "The link with its secret; only when that is new." },
    },
    { required: ["list", "revealOn"] },
  ),
  Gifts: record({
    list: reference("schemas", "ListName"),
    revealOn: { type: "string", format: "date" },
    Items: {
      type: "array",
      items: record(
        {
          wish: record({ id: reference("schemas", "Id"), name: { type: "string", minLength: 1 } }),
          quantity: { type: "integer", minimum: 1, maximum: wishFields.quantity.max },
          claimedAt: { type: "string", format: "date-time" },
          from: { type: "string", description: "Who gives it, where they have said it.", minLength: 1 },
        },
        { required: ["wish", "quantity", "claimedAt"] },
      ),
      maxItems: mostClaims.ofList,
    },
    Count: { type: "integer", minimum: 0, maximum: mostClaims.ofList },
  }),
  ClaimForm: record(
    {
      list: reference("schemas", "ListName"),
      code: { type: "string", description: "Of the gift link.", pattern: codePattern.source },
      token: { type: "string", description: "128 random bits; lets the gift go later.", pattern: codePattern.source },
      wish: reference("schemas", "Id"),
      quantity: { type: "string", pattern: "^[1-9][0-9]{0,2}$", default: "1" },
      yes: { description: "Without it, the gift is reserved for 30 minutes.", const: "yes" },
      from: { type: "string", description: "Who gives it; sealed until the reveal date.", maxLength: longestFrom },
      website: { description: "Has to be empty: a field that people do not see.", const: "" },
    },
    { required: ["list", "code", "token", "wish"] },
  ),
  ReleaseForm: record({
    list: reference("schemas", "ListName"),
    token: { type: "string", pattern: codePattern.source },
  }),
  Page: { type: "string", description: "HTML, for people.", contentMediaType: "text/html" },
  AtomFeed: { type: "string", description: "RFC 4287.", contentMediaType: "application/atom+xml" },
  JsonFeed: record(
    {
      version: { const: "https://jsonfeed.org/version/1.1" },
      title: { type: "string", minLength: 1 },
      description: { type: "string", minLength: 1 },
      home_page_url: { type: "string", format: "uri" },
      feed_url: { type: "string", format: "uri" },
      items: {
        type: "array",
        items: record(
          {
            id: { type: "string", format: "uri" },
            url: { type: "string", format: "uri" },
            external_url: { type: "string", format: "uri" },
            title: { type: "string", minLength: 1 },
            content_text: { type: "string", minLength: 1 },
            date_published: { type: "string", format: "date-time" },
            date_modified: { type: "string", format: "date-time" },
            tags: { type: "array", items: { type: "string", minLength: 1 } },
          },
          { required: ["id", "url", "title", "content_text", "date_published", "date_modified"] },
        ),
      },
    },
    { required: ["version", "title", "home_page_url", "feed_url", "items"] },
  ),
  Error: record(
    {
      message: { type: "string", minLength: 1 },
      code: { description: "From the service, not from the gateway.", enum: Object.keys(failureStatus) },
      errors: {
        type: "array",
        description: "Each broken rule of a wish; on 422 only.",
        minItems: 1,
        items: record({ field: { type: "string" }, message: { type: "string", minLength: 1 } }),
      },
    },
    { required: ["message"] },
  ),
};

/** Every schema of the document: one for each field of a wish, the wish, and what else is sent and answered. */
export const schemas: Record<string, Schema> = {
  ...Object.fromEntries(
    fieldNames.map((name) => [schemaName(name), { ...keptForm(wishFields[name]), ...fieldTexts[name] }]),
  ),
  NewWish: record(formsOf(addedNames, wishFields, givenForm), {
    description:
      "Text is put into Unicode NFC and trimmed; an empty field that is not required counts as absent. With createdAt, which must not be in the future, a copy keeps its place in the list.",
    required: newFieldNames.filter(isToBeGiven),
  }),
  WishChange: record(
    Object.fromEntries(
      Object.entries(formsOf(changedNames, wishFields, givenForm)).map(([name, form]) => [
        name,
        isRequired(name as FieldName) ? form : { anyOf: [form, { type: "null" }] },
      ]),
    ),
    { required: [] },
  ),
  Wish: record(Object.fromEntries(fieldNames.map((name) => [name, reference("schemas", schemaName(name))])), {
    description: "Never says who added it.",
    required: fieldNames.filter(isRequired),
  }),
  ...otherSchemas,
};

export function reference(kind: "schemas" | "parameters" | "responses" | "headers", name: string): Schema {
  return { $ref: `#/components/${kind}/${name}` };
}

/** A page of what is listed. */
function pageOf(schema: "Wish" | "List"): Schema {
  return record(
    {
      Items: { type: "array", items: reference("schemas", schema), maxItems: pageLimit.max },
      Count: {
        type: "integer",
        description: "How many Items there are on this page.",
        minimum: 0,
        maximum: pageLimit.max,
      },
      NextToken: { type: "string", description: "Opaque; names the place to go on from.", minLength: 1 },
    },
    { required: ["Items", "Count"] },
  );
}

function schemaName(field: FieldName): string {
  if (field === "list") return "ListName";
  return field.charAt(0).toUpperCase() + field.slice(1);
}

function isRequired(name: FieldName): boolean {
  return "required" in wishFields[name];
}
