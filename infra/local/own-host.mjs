/**
 * Whether the Host of a request is a name of this machine, at whatever port.
 *
 * A page on the internet can make its own host name mean 127.0.0.1, and then read what is served there (DNS rebinding).
 * Its requests still carry its own name. Names below `localhost` belong to nobody on the internet (RFC 6761 §6.3).
 *
 * @param {string | undefined} host
 */
export function isOwnHost(host) {
  return /^(?:127(?:\.\d+){3}|(?:[\w-]+\.)*localhost|\[::1\])(?::\d*)?$/iu.test(host ?? "");
}
