import type { Words } from "./words.ts";

export const german: Words = {
  language: "de",
  title: "Wunschliste",
  titleOfGiven: "Schon geschenkt",
  showGiven: "Was schon geschenkt wurde",
  showWanted: "Zurück zu den Wünschen",
  otherLists: "Weitere Wunschlisten",
  nothingWanted: "Im Moment steht kein Wunsch auf dieser Liste. Bitte schau bald wieder vorbei.",
  nothingGiven: "Bisher wurde noch nichts geschenkt.",
  mostWanted: "Herzenswunsch",
  wants: (quantity) => `${quantity} Stück gewünscht`,
  shop: (host) => `bei ${host}`,
  tags: "Stichwörter",
  pages: "Seiten",
  pageNumber: (number) => `Seite ${number}`,
  nextPage: "Weitere Wünsche",
  previousPage: "Vorige Seite",
  firstPage: "Zurück zum Anfang",
  lastChanged: (date) => `Zuletzt geändert am ${date}.`,
  address: "Die Adresse dieser Liste",
  qrCode: "QR-Code mit der Adresse dieser Liste",
  feed: "Neue Wünsche als Feed",
  missing: {
    title: "Hier ist nichts",
    text: "Vielleicht ging ein Teil der Adresse auf dem Weg zu dir verloren.",
  },
  unavailable: {
    title: "Einen Moment bitte",
    text: "Die Wunschliste ist gerade nicht zu erreichen. Bitte versuch es in einer Minute noch einmal.",
  },
  failed: {
    title: "Da ist etwas schiefgegangen",
    text: "Du hast nichts falsch gemacht. Bitte versuch es später noch einmal.",
  },
  toTheList: "Zur Wunschliste",
};
