import { defaultList, type Status } from "../../service/wish.ts";

/** The command that shows the wishes of a list with a status, as a person types it. */
export function listCommand({ list, status = "wanted" }: { list: string; status?: Status | "all" }): string {
  const ofList = list === defaultList ? "" : ` --list ${list}`;
  return `wish list${ofList}${status === "wanted" ? "" : ` --status ${status}`}`;
}
