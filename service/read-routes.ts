import { metadataPath, wishesPath } from "./contract.ts";
import { listWishes } from "./list-wishes.ts";
import { resourceMetadata, type SignInSettings } from "./metadata.ts";
import { theList } from "./names.ts";
import type { Routes } from "./service.ts";
import type { WishReader } from "./store.ts";

/** The routes that are open to everybody. */
export function readRoutes(store: WishReader, signIn: SignInSettings): Routes {
  const metadata = resourceMetadata(signIn);
  return {
    [`GET ${wishesPath}`]: {
      status: 200,
      answer: (request, signal) => listWishes(request, theList, store, signal),
    },
    [`GET ${metadataPath}`]: { status: 200, answer: () => metadata },
  };
}
