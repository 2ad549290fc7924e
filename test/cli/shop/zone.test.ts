import { expect, it } from "vitest";

import { zoneOf } from "../../../cli/shop/zone.ts";

it.each([
  ["public", ["93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]],
  ["loopback", ["127.0.0.1", "127.255.0.9", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]],
  [
    "private",
    (
      "10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 224.0.0.1 240.0.0.1 fe80::1 fe80::1%eth0 fd00::1 " +
      "fec0::1 ff02::1 2001:db8::1 ::7f00:1 ::ffff:10.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:1::"
    ).split(" "),
  ],
] as const)("tells %s addresses by their ranges", (zone, addresses) => {
  for (const address of addresses) expect([address, zoneOf(address)]).toEqual([address, zone]);
});
