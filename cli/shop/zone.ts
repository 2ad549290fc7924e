import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";

import ipaddr from "ipaddr.js";

/** Where an address can be reached from: everywhere, this network, this machine alone. */
const zones = ["public", "private", "loopback"] as const;

export type Zone = (typeof zones)[number];

/** The addresses of a host, and the zone that all of them can be reached from. */
export interface Host {
  zone: Zone;
  addresses: LookupAddress[];
}

/**
 * Finds the addresses of a host, without those that lead further inside than the place its name came from: a page of the
 * internet shall not make this machine call its own services or those of its network.
 *
 * @param from `undefined` for a name that the person has typed, which may lead anywhere
 * @returns `undefined` where no address is left
 * @throws what Node throws for a name that cannot be resolved
 */
export async function findHost({ hostname }: URL, from: Zone | undefined): Promise<Host | undefined> {
  // An IPv6 address stands in brackets.
  const all = await lookup(hostname.replace(/^\[|\]$/gu, ""), { all: true });
  const farthest = from === undefined ? zones.length : zones.indexOf(from);
  const addresses = all.filter(({ address }) => zones.indexOf(zoneOf(address)) <= farthest);
  const zone = zones.find((each) => addresses.some(({ address }) => zoneOf(address) === each));
  return zone && { zone, addresses };
}

/** The zone that the addresses on the list of an API may lead to: what others have written is no further inside than it. */
export async function zoneOfApi(apiUrl: string): Promise<Zone> {
  // Behind a proxy, this machine may not know the name.
  const host = await findHost(new URL(apiUrl), undefined).catch(() => undefined);
  return host?.zone ?? "public";
}

/** The zone of an IP address, also of an IPv4 address within one of IPv6 (RFC 4291 §2.5.5.2, RFC 6052). */
export function zoneOf(text: string): Zone {
  const address = ipaddr.process(text);
  const range = address.range();
  // Connecting to 0.0.0.0 leads to this machine.
  if (range === "loopback" || range === "unspecified") return "loopback";
  if (address instanceof ipaddr.IPv6) {
    const bytes = address.toByteArray();
    if (range === "rfc6052" && address.match(ipaddr.IPv6.parseCIDR("64:ff9b::/96"))) {
      return zoneOf(bytes.slice(-4).join("."));
    }
    // All that is public is within 2000::/3 so far (RFC 4291 §2.4, IANA).
    if (bytes[0]! >> 5 !== 1) return "private";
  }
  return range === "unicast" ? "public" : "private";
}
