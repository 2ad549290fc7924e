import { metadataPath, wishesPath } from "./contract.ts";
import { listWishes } from "./operations/list.ts";
import { resourceMetadata, type SignInSettings } from "./operations/metadata.ts";
import { theList } from "./names.ts";
import type { Routes } from "./service.ts";
import type { WishReader } from "./store/store.ts";

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
