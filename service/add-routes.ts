import { addWish } from "./operations/add.ts";
import { wishesPath } from "./contract.ts";
import { theList } from "./names.ts";
import type { Routes } from "./service.ts";
import type { WishWriter } from "./store/store.ts";

/** The route that takes a token. */
export function addRoutes(store: WishWriter, now: () => Date): Routes {
  return {
    [`POST ${wishesPath}`]: {
      status: 201,
      answer: (request, signal) => addWish(request, theList, store, now(), signal),
    },
  };
}
