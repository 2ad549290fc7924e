import { expect, it } from "vitest";
import { isTextType } from "../../../../infra/local/gateway/body-encoding.ts";

it.each(["TEXT/HTML", "Application/JSON", 'application/json;charset="UTF-8"', "application/json ; charset = utf-8"])(
  "passes %s as text, however it is spelled",
  (contentType) => {
    expect(isTextType(contentType)).toBe(true);
  },
);

it.each(["", "application/graphql", "application/problem+json", "application/jsonp", "text/plain; charset=iso-8859-1"])(
  "passes %j in base64, which keeps every byte",
  (contentType) => {
    expect(isTextType(contentType)).toBe(false);
  },
);
