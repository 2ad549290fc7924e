import { localSettings } from "../settings.ts";
import { settingsTable } from "./settings-table.ts";
import { tenantFor } from "./tenant.ts";

console.log(settingsTable(tenantFor(localSettings)));
