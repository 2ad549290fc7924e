import type { Words } from "./words.ts";

export const english: Words = {
  language: "en",
  title: "Wish list",
  titleOfGiven: "Given already",
  showGiven: "See what was given already",
  showWanted: "Back to the wishes",
  otherLists: "More wish lists",
  nothingWanted: "There is no wish on this list right now. Please look in again soon.",
  nothingGiven: "Nothing has been given yet.",
  mostWanted: "Most wanted",
  wants: (quantity) => `Wants ${quantity}`,
  shop: (host) => `at ${host}`,
  tags: "Tags",
  pages: "Pages",
  pageNumber: (number) => `Page ${number}`,
  nextPage: "More wishes",
  previousPage: "Previous page",
  firstPage: "Back to the beginning",
  lastChanged: (date) => `Last changed on ${date}.`,
  address: "The address of this list",
  qrCode: "QR code with the address of this list",
  feed: "New wishes as a feed",
  missing: {
    title: "There is nothing here",
    text: "Perhaps a part of the address was lost on its way to you.",
  },
  unavailable: {
    title: "Just a moment",
    text: "The wish list cannot be reached right now. Please try again in a minute.",
  },
  failed: {
    title: "Something went wrong",
    text: "You have done nothing wrong. Please try again later.",
  },
  toTheList: "To the wish list",
};
