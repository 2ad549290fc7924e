/** A page that says one thing in place of a list. */
export interface Message {
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
  gifts: GiftWords;
}

/** All that the pages of gifts say in one language, besides what people have written. */
export interface GiftWords {
  title: string;
  /** What who opens the gift link has to know. */
  intro: string;
  /** Before the reveal date, also behind what says that somebody gives something. */
  sealedUntil: (date: string) => string;
  revealedSince: (date: string) => string;
  give: string;
  howMany: string;
  free: (free: number, quantity: number) => string;
  taken: string;
  /** Beside a field that only programs fill in. */
  leaveEmpty: string;
  reserved: Message;
  yourName: string;
  nameIsSealed: (date: string) => string;
  nameIsShown: string;
  yes: string;
  no: string;
  confirmed: Message;
  /** How many of a wish somebody gives, where it is more than one. */
  pieces: (quantity: number) => string;
  keepLink: string;
  sendToMyself: string;
  mailSubject: string;
  yourGift: Message;
  stillReserved: Message;
  withdrawn: Message;
  /** To who gives what its owner has got. */
  gotByNow: Message;
  release: string;
  released: Message;
  backToGifts: string;
  deadLink: Message;
  nothingKept: Message;
  takenByOthers: Message;
  unreadable: Message;
}
