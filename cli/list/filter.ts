import type { Wish } from "../../service/wish.ts";
import type { ListedWish } from "../api/answers.ts";

/** What a wish must have to be shown; without anything in it, every wish is. */
export interface Filter {
  /** Each must stand somewhere in the texts of the wish. */
  words: readonly string[];
  /** Each must be one of its tags. */
  tags: readonly string[];
  /** A price in another currency is not below it, since nothing here converts. */
  maxPrice: Wish["price"];
}

/** Makes the test that a filter stands for. Case and accents make no difference. */
export function createMatcher({ words, tags, maxPrice }: Filter): (wish: ListedWish) => boolean {
  const foldedWords = words.map(fold);
  const foldedTags = tags.map(fold);
  return (wish) =>
    hasWords(wish, foldedWords) &&
    foldedTags.every((tag) => wish.tags?.some((each) => fold(each) === tag)) &&
    (maxPrice === undefined || costsAtMost(wish, maxPrice));
}

let marks: RegExp | undefined;

/**
 * Makes texts equal that differ in case or accents only: `Café`, `CAFÉ` and `cafe`.
 *
 * In upper case, since that also makes one of `ß` and `ss`, and of the two sigmas.
 */
export function fold(text: string): string {
  // Not a literal: V8 looks Unicode's properties up as soon as it reads one, also where nothing is filtered.
  marks ??= new RegExp("\\p{M}", "gu");
  return text.normalize("NFD").replace(marks, "").toUpperCase();
}

function hasWords({ name, description, url, tags = [] }: ListedWish, foldedWords: readonly string[]): boolean {
  if (foldedWords.length === 0) return true;
  // No word holds a line break, so none is found where one text ends and the next begins.
  const text = fold([name, description, url, ...tags].join("\n"));
  return foldedWords.every((word) => text.includes(word));
}

function costsAtMost({ price }: ListedWish, most: NonNullable<Wish["price"]>): boolean {
  return price?.currency === most.currency && Number(price.amount) <= Number(most.amount);
}
