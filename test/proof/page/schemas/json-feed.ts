const address = { type: "string", format: "uri" };
const time = { type: "string", format: "date-time" };
const text = { type: "string", minLength: 1 };

const author = {
  type: "object",
  properties: { name: text, url: address, avatar: address },
  minProperties: 1,
};

/**
 * What JSON Feed 1.1 wants of a feed (https://www.jsonfeed.org/version/1.1/), with every field that it names, and beyond
 * it no field that it does not name, and no `content_html`.
 */
export const jsonFeedSchema = {
  type: "object",
  required: ["version", "title", "items"],
  additionalProperties: false,
  properties: {
    version: { const: "https://jsonfeed.org/version/1.1" },
    title: text,
    home_page_url: address,
    feed_url: address,
    description: text,
    user_comment: text,
    next_url: address,
    icon: address,
    favicon: address,
    authors: { type: "array", items: author },
    language: text,
    expired: { type: "boolean" },
    items: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "content_text"],
        additionalProperties: false,
        properties: {
          id: text,
          url: address,
          external_url: address,
          title: text,
          content_text: text,
          summary: text,
          image: address,
          banner_image: address,
          date_published: time,
          date_modified: time,
          authors: { type: "array", items: author },
          tags: { type: "array", items: text },
          language: text,
        },
      },
    },
  },
};
