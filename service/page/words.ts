/** A page that says what is wrong in place of a list. */
interface Message {
  title: string;
  text: string;
}

/** All that a page and a feed say in one language, besides what people have written. */
export interface Words {
  /** Of two letters (BCP 47). */
  language: string;
  title: string;
  titleOfGiven: string;
  /** Leads to what was given already. */
  showGiven: string;
  /** Leads back to what is wanted. */
  showWanted: string;
  /** Leads to lists besides this one. */
  otherLists: string;
  nothingWanted: string;
  nothingGiven: string;
  mostWanted: string;
  wants: (quantity: number) => string;
  /** Where it can be had; the host is that of its address. */
  shop: (host: string) => string;
  tags: string;
  pages: string;
  pageNumber: (number: number) => string;
  nextPage: string;
  previousPage: string;
  firstPage: string;
  lastChanged: (date: string) => string;
  address: string;
  qrCode: string;
  feed: string;
  missing: Message;
  unavailable: Message;
  failed: Message;
  toTheList: string;
}
